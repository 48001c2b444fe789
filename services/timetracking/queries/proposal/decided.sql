-- What became of a person's proposals in a range.
select start_time, end_time, trace_ids
from timetracking.decided_proposals
where tenant_id = $1 and technician_id = $2
  and start_time > $3::timestamptz - interval '24 hours' and start_time < $4
order by start_time
