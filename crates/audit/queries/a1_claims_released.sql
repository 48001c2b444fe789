-- What an invoice holds is given back by its cancellation and by nothing else (B5).
with held as (
  select tenant_id, invoice_id, line_key as what, released_by from billing.claims
  union all
  select tenant_id, invoice_id, 'timeEntries/' || entry_id, released_by from billing.frozen_entries
)
select h.tenant_id::text, h.what || ' on ' || i.number, coalesce(c.id::text, 'held'), coalesce(h.released_by::text, 'held')
from held h
join billing.invoices i on i.tenant_id = h.tenant_id and i.id = h.invoice_id
left join billing.invoices c on c.tenant_id = h.tenant_id and c.cancels_id = h.invoice_id
where h.released_by is distinct from c.id
