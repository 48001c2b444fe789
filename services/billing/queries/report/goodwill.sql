-- Told under the customer that stays where theirs was merged.
select i.id, i.number, coalesce(m.into_id, i.customer_id) as "customer_id!", i.issue_date, i.invoice, i.by_id,
  i.terms -> 'buyer' ->> 'name' as buyer_name
from billing.invoices i
left join billing.merged_customers m on m.tenant_id = i.tenant_id and m.customer_id = i.customer_id
where i.tenant_id = $1 and i.type in (1, 4) and i.cancels_id is null and i.issue_date >= $2 and i.issue_date < $3
  and ($4::uuid is null or i.customer_id = any((select array_append(billing.of_book($1, $4), $4))::uuid[]))
  and not exists (select from billing.invoices c where c.tenant_id = i.tenant_id and c.cancels_id = i.id)
order by i.issue_date, i.number
