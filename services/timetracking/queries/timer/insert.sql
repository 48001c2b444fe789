-- A timer begins.
insert into timetracking.timers (tenant_id, technician_id, id, ticket_id, activity, channel, start_time, travel_zone,
  travel_visit, travel_seconds, travel_kilometers)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
