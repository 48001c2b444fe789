select customer_id from billing.entries where tenant_id = $1 and id = $2
