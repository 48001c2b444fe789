-- The tickets whose work stands on these invoices.
select f.invoice_id, array_agg(distinct e.ticket_id) as "tickets!"
from billing.frozen_entries f
join billing.entries e on e.tenant_id = f.tenant_id and e.id = f.entry_id
where f.tenant_id = $1 and f.invoice_id = any ($2)
group by f.invoice_id
