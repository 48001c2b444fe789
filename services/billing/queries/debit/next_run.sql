select coalesce(max(number), 0) + 1 as "number!" from billing.debit_runs where tenant_id = $1
