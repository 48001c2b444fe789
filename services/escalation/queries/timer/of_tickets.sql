select ticket_id, id, kind, cycle, step, repetition, state, due, fire_after, settles from escalation.timers
where tenant_id = $1 and ticket_id = any($2)
