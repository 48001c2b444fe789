insert into billing.reminder_stop_ends (tenant_id, stop_id, reason, by_name, at) values ($1, $2, $3, $4, $5)
