-- Entries that wait for approval, oldest first (T6).
select e.*, exists (
    select from timetracking.entries o
    where o.tenant_id = e.tenant_id and o.technician_id = e.technician_id and o.id <> e.id
      and o.start_time > e.start_time - interval '24 hours' and o.start_time < e.end_time
      and o.end_time > e.start_time
  ) as "overlaps!"
from timetracking.entries e
where e.tenant_id = $1 and e.approval = 'waiting' and (e.start_time, e.id) > ($2, $3)
order by e.start_time, e.id
limit $4
