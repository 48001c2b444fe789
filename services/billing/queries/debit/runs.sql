select run, number from billing.debit_runs
where tenant_id = $1 and ($2::int is null or number < $2) order by number desc limit $3
