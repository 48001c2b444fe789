insert into billing.payments
  (tenant_id, id, source, entry_reference, booked_on, amount, payer_name, payer_iban, remittance, by_id, at)
select $1, r.id, $2, nullif(r.entry_reference, ''), r.booked_on, r.amount, r.payer_name, r.payer_iban, r.remittance, $3, $4
from jsonb_to_recordset($5) as r (
  id uuid, entry_reference text, booked_on date, amount numeric, payer_name text, payer_iban text, remittance text)
