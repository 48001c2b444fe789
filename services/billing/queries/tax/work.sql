-- The entries that stand on invoices, as they were when those were issued.
select i.number, e.id, coalesce(f.version, e.version) as "version!", coalesce(f.service_date, e.service_date) as "service_date!",
  coalesce(f.saved, e.saved) as "saved!"
from billing.frozen_entries f
join billing.invoices i on i.tenant_id = f.tenant_id and i.id = f.invoice_id
join billing.entries e on e.tenant_id = f.tenant_id and e.id = f.entry_id
where f.tenant_id = $1 and f.invoice_id = any ($2)
order by i.prefix, i.year, i.counter, coalesce(f.service_date, e.service_date), e.id
