select customer from billing.buyers where tenant_id = $1 and customer_id = $2
