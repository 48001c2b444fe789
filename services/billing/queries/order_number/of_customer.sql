select distinct on (ticket_id) ticket_id, order_number
from billing.order_numbers where tenant_id = $1 and customer_id = any(billing.of_book($1, $2))
order by ticket_id, version desc
