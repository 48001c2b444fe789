insert into billing.cost_rates (tenant_id, version, per_kilometre, material_percent, by_id, at)
select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5 from billing.cost_rates where tenant_id = $1
