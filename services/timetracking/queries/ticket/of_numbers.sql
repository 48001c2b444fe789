-- Tickets by the numbers that people use.
select id, number
from timetracking.tickets
where tenant_id = $1 and number = any($2)
order by number
