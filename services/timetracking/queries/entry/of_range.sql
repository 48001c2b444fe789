-- The entries of a person that share time with a range, in order of their beginnings, with their overlaps (T4).
select e.*, exists (
    select from timetracking.entries o
    where o.tenant_id = e.tenant_id and o.technician_id = e.technician_id and o.id <> e.id
      and o.start_time > e.start_time - interval '24 hours' and o.start_time < e.end_time
      and o.end_time > e.start_time
  ) as "overlaps!"
from timetracking.entries e
where e.tenant_id = $1 and e.technician_id = $2
  and e.start_time > $3::timestamptz - interval '24 hours' and e.start_time < $4 and e.end_time > $3
order by e.start_time, e.id
limit $5
