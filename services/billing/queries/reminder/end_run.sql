insert into billing.reminder_run_ends (tenant_id, run_id, run, by_id, at) values ($1, $2, $3, $4, $5)
