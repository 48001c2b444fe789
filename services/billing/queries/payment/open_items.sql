-- What is owed: the total less what was paid and did not come back, let off and credited (B5); by a customer: by those merged into it too, whose
-- invoices are told under the one that stays.
select i.id, i.number, coalesce(m.into_id, i.customer_id) as "customer_id!", i.issue_date, i.gross, i.currency,
  i.gross - coalesce(s.settled, 0) - coalesce(k.credited, 0) as "open!",
  coalesce((i.terms ->> 'due_date')::date, i.issue_date) as "due_date!",
  i.terms -> 'buyer' ->> 'name' as buyer_name,
  i.terms -> 'payment' -> 'skonto' as skonto
from billing.invoices i
left join billing.merged_customers m on m.tenant_id = i.tenant_id and m.customer_id = i.customer_id
left join lateral (
  select sum(s.paid + s.skonto) as settled from billing.payment_shares s
  where s.tenant_id = i.tenant_id and s.invoice_id = i.id
    and not exists (select from billing.debit_returns r
      where r.tenant_id = s.tenant_id and r.invoice_id = s.invoice_id and r.payment_id = s.payment_id)
) s on true
left join lateral (
  select sum(c.gross) as credited from billing.invoices c
  where c.tenant_id = i.tenant_id and c.type = 3
    and c.id in (select l.credit_id from billing.credited_lines l
      where l.tenant_id = i.tenant_id and l.invoice_id = i.id)
) k on true
where i.tenant_id = $1 and i.type = 1 and i.gross > coalesce(s.settled, 0) + coalesce(k.credited, 0)
  and ($2::uuid is null or i.customer_id = any((select array_append(billing.of_book($1, $2), $2))::uuid[]))
  and ($3::uuid[] is null or i.id = any ($3))
  and not exists (select from billing.invoices c where c.tenant_id = i.tenant_id and c.cancels_id = i.id)
order by 8, i.id
