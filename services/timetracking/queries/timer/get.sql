-- The timer of a person.
select id, technician_id, ticket_id, activity, channel, start_time
from timetracking.timers
where tenant_id = $1 and technician_id = $2
