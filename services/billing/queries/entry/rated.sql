select rated from billing.entries where tenant_id = $1 and id = $2
