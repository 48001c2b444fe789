-- Those of some tickets that were merged into others, and into which.
select id, merged_into_id as "merged_into_id!"
from timetracking.tickets
where tenant_id = $1 and id = any($2) and merged_into_id is not null
