select ticket_id, id, kind, version, state, due, missed_rounds from escalation.clocks
where tenant_id = $1 and ticket_id = any($2)
