insert into billing.order_numbers (tenant_id, customer_id, ticket_id, version, order_number, by_id, at)
select $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6
from billing.order_numbers where tenant_id = $1 and customer_id = $2 and ticket_id = $3
