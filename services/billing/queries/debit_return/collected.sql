-- What was collected by these numbers, with the share that the collected money settled, and whether it came back before.
select i.id, i.number, coalesce(m.into_id, i.customer_id) as "customer_id!", i.issue_date, i.gross, d.amount,
  s.payment_id as "payment_id?", s.settled as "settled?", r.entry_reference as "returned_by?",
  exists (select from billing.invoices c where c.tenant_id = i.tenant_id and c.cancels_id = i.id) as "cancelled!"
from billing.invoices i
join billing.debit_items d on d.tenant_id = i.tenant_id and d.invoice_id = i.id
left join billing.merged_customers m on m.tenant_id = i.tenant_id and m.customer_id = i.customer_id
left join billing.debit_returns r on r.tenant_id = i.tenant_id and r.invoice_id = i.id
left join lateral (
  select s.payment_id, s.paid + s.skonto as settled
  from billing.payment_shares s join billing.payments p on p.tenant_id = s.tenant_id and p.id = s.payment_id
  where s.tenant_id = i.tenant_id and s.invoice_id = i.id and s.paid = d.amount
  order by p.booked_on desc, p.id desc limit 1
) s on true
where i.tenant_id = $1 and i.number = any ($2)
