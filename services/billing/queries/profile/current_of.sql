-- How customers want to be billed, as it was last set.
select distinct on (customer_id) customer_id, profile
from billing.profiles where tenant_id = $1 and customer_id = any($2::uuid[])
order by customer_id, version desc
