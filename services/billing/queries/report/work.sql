select e.customer_id, e.service_date, e.saved, e.spans, e.rated, f.invoice_id as "invoice_id?"
from billing.entries e
left join billing.frozen_entries f on f.tenant_id = e.tenant_id and f.entry_id = e.id and f.released_by is null
where e.tenant_id = $1 and ($2::date is null or e.service_date >= $2) and ($3::date is null or e.service_date < $3)
  and ($4::uuid is null or e.customer_id = $4) and ($5::uuid is null or e.ticket_id = $5)
