select ticket_id, id, kind, cycle, step, repetition, state, due, fire_after from escalation.timers
where tenant_id = $1 and ticket_id = any($2)
