select number, choice, contract_id, candidates, reason, by_name, at from billing.decisions
where tenant_id = $1 and entry_id = $2 order by number
