-- What cannot be fired must not hold up the others.
update escalation.timers set fire_after = $4, generation = generation + 1
where tenant_id = $1 and ticket_id = $2 and state = 'armed' and fire_after <= $3
