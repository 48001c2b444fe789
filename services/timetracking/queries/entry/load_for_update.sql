-- Entries, locked in one order, whoever locks them.
select e.*, false as "overlaps!"
from timetracking.entries e
where e.tenant_id = $1 and e.id = any($2)
order by e.id
for update
