-- A timer ends.
delete from timetracking.timers where tenant_id = $1 and technician_id = $2
