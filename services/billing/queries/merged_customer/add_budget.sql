-- What the customer $2 might be given in a quarter may be given to $3 beside its own.
insert into billing.goodwill_budgets (tenant_id, customer_id, per_quarter, by_id, at)
select tenant_id, $3, per_quarter, by_id, at from billing.goodwill_budgets where tenant_id = $1 and customer_id = $2
on conflict (tenant_id, customer_id)
do update set per_quarter = goodwill_budgets.per_quarter + excluded.per_quarter
