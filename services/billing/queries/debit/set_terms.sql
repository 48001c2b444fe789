insert into billing.payment_terms (tenant_id, customer_id, version, terms, by_id, at)
select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5
from billing.payment_terms where tenant_id = $1 and customer_id = $2
