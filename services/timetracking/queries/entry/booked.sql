-- The entries of a person that share time with a range. None is longer than a day, which bounds the search.
select id, start_time, end_time
from timetracking.entries
where tenant_id = $1 and technician_id = $2
  and start_time > $3::timestamptz - interval '24 hours' and start_time < $4 and end_time > $3
order by start_time, id
