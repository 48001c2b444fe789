select customer_id, per_quarter from billing.goodwill_budgets where tenant_id = $1
