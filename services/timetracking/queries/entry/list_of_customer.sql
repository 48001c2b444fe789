-- Entries of a customer, and of a person where one is given, newest first.
select e.*, exists (
    select from timetracking.entries o
    where o.tenant_id = e.tenant_id and o.technician_id = e.technician_id and o.id <> e.id
      and o.start_time > e.start_time - interval '24 hours' and o.start_time < e.end_time
      and o.end_time > e.start_time
  ) as "overlaps!"
from timetracking.entries e
where e.tenant_id = $1 and (e.start_time, e.id) < ($2, $3)
  and e.customer_id = $5 and ($6::uuid is null or e.technician_id = $6)
order by e.start_time desc, e.id desc
limit $4
