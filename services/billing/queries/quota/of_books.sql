select w.book as "book!", q.id, q.display_name, q.kind, q.granted, q.balance, q.event_version
from billing.of_books($1, $2) w
cross join lateral (
  select q.* from billing.quotas q where q.tenant_id = $1 and q.customer_id = w.customer offset 0
) q
order by q.id
