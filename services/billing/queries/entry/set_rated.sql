-- All that changed, in one statement.
update billing.entries e set rated = r.rated, undecided = r.undecided, event_version = e.event_version + 1
from unnest($2::uuid[], $3::bytea[], $4::boolean[]) as r (id, rated, undecided)
where e.tenant_id = $1 and e.id = r.id
