select profile from billing.seller_profiles where tenant_id = $1 order by version desc limit 1
