-- Standing invoices that were issued within a span of time, with each ticket whose work is on them and since when it was done;
-- unset where its work was invoiced before it was done.
select i.id, coalesce(m.into_id, i.customer_id) as "customer_id!", i.at as issued_at, t.ticket_id as "ticket_id?",
  (select max(k.at) from billing.ticket_moves k
    where k.tenant_id = $1 and k.ticket_id = t.ticket_id and k.done and k.at <= i.at) as "done_at?"
from billing.invoices i
left join billing.merged_customers m on m.tenant_id = i.tenant_id and m.customer_id = i.customer_id
left join lateral (
  select distinct e.ticket_id from billing.frozen_entries f
  join billing.entries e on e.tenant_id = f.tenant_id and e.id = f.entry_id
  where f.tenant_id = i.tenant_id and f.invoice_id = i.id
) t on true
where i.tenant_id = $1 and i.type = 1 and i.at >= $2 and i.at < $3
  and not exists (select from billing.invoices c where c.tenant_id = i.tenant_id and c.cancels_id = i.id)
