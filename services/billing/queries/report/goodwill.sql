select i.id, i.number, i.customer_id, i.issue_date, i.invoice, i.by_id, i.terms -> 'buyer' ->> 'name' as buyer_name
from billing.invoices i
where i.tenant_id = $1 and i.type = 1 and i.issue_date >= $2 and i.issue_date < $3
  and ($4::uuid is null or i.customer_id = $4)
  and not exists (select from billing.invoices c where c.tenant_id = i.tenant_id and c.cancels_id = i.id)
order by i.issue_date, i.number
