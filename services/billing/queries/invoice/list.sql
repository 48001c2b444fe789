-- Of a customer: with those of customers that were merged into it, which keep the name they were issued to.
select i.id, i.invoice, i.at, c.id as "cancelled_by?"
from billing.invoices i
left join billing.invoices c on c.tenant_id = i.tenant_id and c.cancels_id = i.id
where i.tenant_id = $1 and ($2::uuid is null or i.customer_id = any((select array_append(billing.of_book($1, $2), $2))::uuid[]))
  and ($3::timestamptz is null or (i.at, i.id) < ($3, $4::uuid))
order by i.at desc, i.id desc
limit $5
