select line_key, action, reason, by_id, at, seen_quantity, seen_price, seen_list_net, currency
from billing.reviews where tenant_id = $1 and customer_id = $2 order by at, id
