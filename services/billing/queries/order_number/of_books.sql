select distinct on (w.book, o.ticket_id) w.book as "book!", o.ticket_id, o.order_number
from billing.of_books($1, $2) w
cross join lateral (
  select o.* from billing.order_numbers o where o.tenant_id = $1 and o.customer_id = w.customer offset 0
) o
order by w.book, o.ticket_id, o.version desc
