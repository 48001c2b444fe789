select distinct on (p.payer_iban) p.payer_iban, i.customer_id
from billing.payments p
join billing.payment_shares s on s.tenant_id = p.tenant_id and s.payment_id = p.id
join billing.invoices i on i.tenant_id = s.tenant_id and i.id = s.invoice_id
where p.tenant_id = $1 and p.payer_iban = any ($2)
order by p.payer_iban, s.at desc
