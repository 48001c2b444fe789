-- Someone took notice of a step: its repetitions end (E4).
update escalation.timers set state = 'done', generation = generation + 1
where tenant_id = $1 and ticket_id = $2 and kind = $3 and cycle = $4 and step = $5 and state <> 'done'
