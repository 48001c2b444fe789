select ticket_id, kind, at, fact, why, target, calendar_version, actor from escalation.facts
where tenant_id = $1 and ticket_id = any($2) order by ticket_id, kind, sequence
