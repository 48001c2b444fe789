insert into billing.payment_shares (tenant_id, payment_id, invoice_id, paid, skonto, by_id, at)
select $1, r.payment_id, r.invoice_id, r.paid, r.skonto, $2, $3
from jsonb_to_recordset($4) as r (payment_id uuid, invoice_id uuid, paid numeric, skonto numeric)
