-- A customer's entries and what they came to on invoices. Each is looked up by itself, so that it costs nothing what else
-- the house has invoiced, also while the statistics do not know of it yet.
select e.id, e.saved, e.spans, e.rated, e.event_version, e.bill_refused, e.withdrawn, f.billed as "billed?",
  f.draws as "draws?: serde_json::Value"
from billing.entries e
left join lateral (
  select f.billed, f.draws from billing.frozen_entries f
  where f.tenant_id = e.tenant_id and f.entry_id = e.id and f.released_by is null
  limit 1
) f on true
where e.tenant_id = $1 and e.customer_id = any(billing.of_book($1, $2))
order by e.service_date, e.id
