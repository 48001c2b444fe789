-- The traces that a proposal may begin with, told by its id (domain: missing).
select technician_id, start_time, end_time
from timetracking.traces
where tenant_id = $1 and id between $2 and $3
order by id
