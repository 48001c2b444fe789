-- Takes a timer for one firing: whoever comes second, early, or after a change misses (E2).
update escalation.timers set state = 'idle', repetition = repetition + 1, generation = generation + 1
where tenant_id = $1 and id = $2 and state = 'armed' and generation = $3 and due <= $4 and fire_after <= $4
returning kind, cycle, step, repetition - 1 as "repetition!", due
