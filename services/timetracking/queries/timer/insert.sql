-- A timer begins.
insert into timetracking.timers (tenant_id, technician_id, id, ticket_id, activity, channel, start_time)
values ($1, $2, $3, $4, $5, $6, $7)
