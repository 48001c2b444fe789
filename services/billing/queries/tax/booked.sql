select i.number, r.number as run, r.at
from billing.booked_invoices b
join billing.booking_runs r on r.tenant_id = b.tenant_id and r.id = b.run_id
join billing.invoices i on i.tenant_id = b.tenant_id and i.id = b.invoice_id
where b.tenant_id = $1 and b.invoice_id = any ($2)
order by i.prefix, i.year, i.counter
