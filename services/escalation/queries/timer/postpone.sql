update escalation.timers set fire_after = $4 where tenant_id = $1 and id = $2 and generation = $3
