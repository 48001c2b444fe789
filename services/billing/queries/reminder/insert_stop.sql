insert into billing.reminder_stops (tenant_id, id, customer_id, invoice_id, kind, reason, until, by_name, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
