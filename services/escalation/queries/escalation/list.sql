select escalation from escalation.escalations
where tenant_id = $1 and ticket_id = $2 and id < $3 order by id desc limit $4
