insert into billing.booking_runs (tenant_id, id, number, run, at) values ($1, $2, $3, $4, $5)
