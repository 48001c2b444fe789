insert into billing.debit_items (tenant_id, invoice_id, run_id, mandate_id, amount, collect_on)
select $1, d.invoice_id, $2, d.mandate_id, d.amount, $3
from unnest($4::uuid[], $5::uuid[], $6::numeric[]) as d (invoice_id, mandate_id, amount)
