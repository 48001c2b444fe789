-- The entries of customers and what they came to on invoices.
with standing as materialized (
  select w.book, e.*
  from billing.of_books($1, $2) w
  cross join lateral (
    select e.* from billing.entries e where e.tenant_id = $1 and e.customer_id = w.customer offset 0
  ) e
)
select e.book as "book!", e.id as "id!", e.saved as "saved!", e.spans as "spans!", e.rated as "rated?",
  e.event_version as "event_version!", e.bill_refused as "bill_refused!", e.withdrawn as "withdrawn!",
  f.billed as "billed?", f.draws as "draws?: serde_json::Value"
from standing e
left join billing.frozen_of($1, array(select s.id from standing s)) f on f.entry_id = e.id
order by e.service_date, e.id
