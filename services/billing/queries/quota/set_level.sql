update billing.quotas q set granted = l.granted, balance = l.balance, event_version = q.event_version + l.told
from unnest($2::uuid[], $3::numeric[], $4::numeric[], $5::bigint[]) as l (id, granted, balance, told)
where q.tenant_id = $1 and q.id = l.id
