-- The entries of customers and what they came to on invoices. Each is looked up by itself, so that it costs nothing what
-- else the house has invoiced, also while the statistics do not know of it yet.
select w.book as "book!", e.id, e.saved, e.spans, e.rated as "rated?", e.event_version, e.bill_refused, e.withdrawn,
  f.billed as "billed?", f.draws as "draws?: serde_json::Value"
from billing.of_books($1, $2) w
cross join lateral (
  select e.* from billing.entries e where e.tenant_id = $1 and e.customer_id = w.customer offset 0
) e
left join lateral (
  select f.billed, f.draws from billing.frozen_entries f
  where f.tenant_id = $1 and f.entry_id = e.id and f.released_by is null
  limit 1
) f on true
order by e.service_date, e.id
