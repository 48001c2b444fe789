insert into billing.reminder_runs (tenant_id, id, number, run, by_id, at) values ($1, $2, $3, $4, $5, $6)
