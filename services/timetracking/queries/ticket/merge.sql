-- A ticket was merged into another one: closed for good, and what was merged into it before leads there too.
with pointers as (
  update timetracking.tickets set merged_into_id = $3 where tenant_id = $1 and merged_into_id = $2
)
update timetracking.tickets
set state = 'closed', merged_into_id = $3, version = greatest(version, $4)
where tenant_id = $1 and id = $2
