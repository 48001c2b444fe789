select customer_id from billing.holds where tenant_id = $1 and entry_id = $2 and ended is null
