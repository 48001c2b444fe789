-- Timers that run for a ticket run for another one.
update timetracking.timers set ticket_id = $3 where tenant_id = $1 and ticket_id = $2
