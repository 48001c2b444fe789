select id, display_name from billing.people where tenant_id = $1 and id = any ($2)
