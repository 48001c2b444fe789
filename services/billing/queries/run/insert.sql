insert into billing.issue_runs (tenant_id, id, issue_date, by_id, at) values ($1, $2, $3, $4, $5)
