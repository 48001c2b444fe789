select kind, at, fact, why, target, actor from escalation.facts
where tenant_id = $1 and ticket_id = $2 order by kind, sequence
