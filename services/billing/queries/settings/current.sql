select settings from billing.review_settings where tenant_id = $1 order by version desc limit 1
