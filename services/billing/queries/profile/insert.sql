insert into billing.profiles (tenant_id, customer_id, version, profile, by_id, at)
select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5
from billing.profiles where tenant_id = $1 and customer_id = $2
