update billing.customers set due_on = $3 where tenant_id = $1 and id = $2
