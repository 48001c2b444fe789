select per_kilometre, material_percent from billing.cost_rates where tenant_id = $1 order by version desc limit 1
