insert into billing.debit_runs (tenant_id, id, number, run, content, sha256, by_id, at)
values ($1, $2, $3, $4, $5, sha256($5), $6, $7)
