-- Invoices that announced a debit, are due by a day, still owed and in no run. The mandate may be of a customer that was merged
-- into theirs: its reference is unique in the house.
select i.id, i.number, i.customer_id, i.gross - coalesce(s.settled, 0) - coalesce(k.credited, 0) as "open!",
  m.id as mandate_id, m.mandate
from billing.invoices i
join billing.mandates m on m.tenant_id = i.tenant_id
  and m.reference = i.terms #>> '{payment,means,direct_debit,mandate}'
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
where i.tenant_id = $1 and i.type = 1 and i.currency = 'EUR'
  and coalesce((i.terms ->> 'due_date')::date, i.issue_date) <= $2
  and i.gross > coalesce(s.settled, 0) + coalesce(k.credited, 0)
  and not exists (select from billing.debit_items d where d.tenant_id = i.tenant_id and d.invoice_id = i.id)
  and not exists (select from billing.mandate_ends e where e.tenant_id = m.tenant_id and e.mandate_id = m.id)
  and not exists (select from billing.invoices c where c.tenant_id = i.tenant_id and c.cancels_id = i.id)
order by i.customer_id, i.number limit $3
