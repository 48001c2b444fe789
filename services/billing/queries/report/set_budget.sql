insert into billing.goodwill_budgets (tenant_id, customer_id, per_quarter, by_id, at) values ($1, $2, $3, $4, $5)
on conflict (tenant_id, customer_id)
do update set per_quarter = excluded.per_quarter, by_id = excluded.by_id, at = excluded.at
