select i.id, i.number, i.customer_id, i.issue_date, i.terms
from billing.invoices i
where i.tenant_id = $1 and i.type <> 4 and i.issue_date >= $2 and i.issue_date < $3
  and not exists (select from billing.booked_invoices b where b.tenant_id = i.tenant_id and b.invoice_id = i.id)
order by i.prefix, i.year, i.counter
