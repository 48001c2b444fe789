select f.entry_id, e.ticket_id from billing.frozen_entries f
join billing.entries e on e.tenant_id = f.tenant_id and e.id = f.entry_id
where f.tenant_id = $1 and f.invoice_id = $2
