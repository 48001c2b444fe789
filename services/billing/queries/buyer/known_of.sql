select customer_id, customer from billing.buyers where tenant_id = $1 and customer_id = any($2::uuid[])
