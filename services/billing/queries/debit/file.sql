select run, content, sha256 from billing.debit_runs where tenant_id = $1 and id = $2
