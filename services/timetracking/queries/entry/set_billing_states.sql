-- What billing said of entries.
update timetracking.entries e
set billing_state = s.state, rated_version = s.rated_version, invoiced_version = s.invoiced_version
from unnest($2::uuid[], $3::text[], $4::int[], $5::int[]) as s (id, state, rated_version, invoiced_version)
where e.tenant_id = $1 and e.id = s.id
