insert into contract.search_keys (tenant_id, key, kind, customer_id, contact_id, asset_id)
select $1, k.key, k.kind, $2, $3, $4
from unnest($5::text[], $6::smallint[]) as k (key, kind)
on conflict do nothing
