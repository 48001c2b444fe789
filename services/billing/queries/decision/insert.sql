insert into billing.decisions (tenant_id, entry_id, number, choice, contract_id, candidates, reason, by_name, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
