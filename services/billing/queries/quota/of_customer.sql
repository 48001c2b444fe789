select id, display_name, kind, granted, balance, event_version
from billing.quotas where tenant_id = $1 and customer_id = $2 order by id
