-- Whose account it is: of whom it paid for last, or who gave a mandate for it; the one that stays where they were merged.
select distinct on (k.iban) k.iban as "payer_iban!", coalesce(n.into_id, k.customer_id) as "customer_id!"
from (
  select p.payer_iban as iban, i.customer_id, s.at
  from billing.payments p
  join billing.payment_shares s on s.tenant_id = p.tenant_id and s.payment_id = p.id
  join billing.invoices i on i.tenant_id = s.tenant_id and i.id = s.invoice_id
  where p.tenant_id = $1 and p.payer_iban = any ($2)
  union all
  select m.iban, m.customer_id, m.at from billing.mandates m where m.tenant_id = $1 and m.iban = any ($2)
) k
left join billing.merged_customers n on n.tenant_id = $1 and n.customer_id = k.customer_id
order by k.iban, k.at desc
