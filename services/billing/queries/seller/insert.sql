insert into billing.seller_profiles (tenant_id, version, profile, by_id, at)
select $1, coalesce(max(version), 0) + 1, $2, $3, $4 from billing.seller_profiles where tenant_id = $1
