select id, display_name, kind, granted, balance, event_version
from billing.quotas where tenant_id = $1 and customer_id = any(billing.of_book($1, $2)) order by id
