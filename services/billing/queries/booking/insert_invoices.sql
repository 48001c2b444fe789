insert into billing.booked_invoices (tenant_id, invoice_id, run_id) select $1, i.id, $2 from unnest($3::uuid[]) as i (id)
