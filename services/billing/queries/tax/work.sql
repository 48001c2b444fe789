-- The entries that stand on invoices.
select i.number, e.id, e.version, e.service_date, e.saved
from billing.frozen_entries f
join billing.invoices i on i.tenant_id = f.tenant_id and i.id = f.invoice_id
join billing.entries e on e.tenant_id = f.tenant_id and e.id = f.entry_id
where f.tenant_id = $1 and f.invoice_id = any ($2)
order by i.prefix, i.year, i.counter, e.service_date, e.id
