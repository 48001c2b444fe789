-- What billing said of entries.
update timetracking.entries e
set billing_state = s.state
from unnest($2::uuid[], $3::text[]) as s (id, state)
where e.tenant_id = $1 and e.id = s.id
