-- The timer of a person.
select id, technician_id, ticket_id, activity, channel, start_time, travel_zone, travel_visit, travel_seconds,
  travel_kilometers
from timetracking.timers
where tenant_id = $1 and technician_id = $2
