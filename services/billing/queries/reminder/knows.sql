select exists (select from billing.customers where tenant_id = $1 and id = $2) as "knows!"
