-- Work of a customer that was merged is told under the one that stays; the past of both is the past of that one.
select coalesce(m.into_id, e.customer_id) as "customer_id!", e.service_date, e.saved, e.spans, e.rated,
  f.invoice_id as "invoice_id?"
from billing.entries e
left join billing.merged_customers m on m.tenant_id = e.tenant_id and m.customer_id = e.customer_id
left join billing.frozen_entries f on f.tenant_id = e.tenant_id and f.entry_id = e.id and f.released_by is null
where e.tenant_id = $1 and ($2::date is null or e.service_date >= $2) and ($3::date is null or e.service_date < $3)
  and ($4::uuid is null or e.customer_id = any((select array_append(billing.of_book($1, $4), $4))::uuid[]))
  and ($5::uuid is null or e.ticket_id = $5)
