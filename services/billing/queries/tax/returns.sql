select r.invoice_id, r.booked_on, r.amount, r.reason_code, r.entry_reference, r.payment_id, i.number
from billing.debit_returns r
join billing.invoices i on i.tenant_id = r.tenant_id and i.id = r.invoice_id
where r.tenant_id = $1 and r.booked_on >= $2 and r.booked_on < $3
  and ($4::date is null or (r.booked_on, r.invoice_id) > ($4, $5::uuid))
order by r.booked_on, r.invoice_id limit $6
