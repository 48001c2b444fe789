select issue_date, by_id, at from billing.issue_runs where tenant_id = $1 and id = $2
