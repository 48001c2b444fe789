insert into billing.debit_returns
  (tenant_id, invoice_id, payment_id, entry_reference, booked_on, amount, reason_code, by_id, at)
select $1, r.invoice_id, r.payment_id, r.entry_reference, r.booked_on, r.amount, r.reason_code, $2, $3
from jsonb_to_recordset($4) as r (
  invoice_id uuid, payment_id uuid, entry_reference text, booked_on date, amount numeric, reason_code text)
