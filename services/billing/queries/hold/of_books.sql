select w.book as "book!", h.saved, h.spans
from billing.of_books($1, $2) w
cross join lateral (
  select h.* from billing.holds h where h.tenant_id = $1 and h.customer_id = w.customer and h.ended is null offset 0
) h
order by h.entry_id
