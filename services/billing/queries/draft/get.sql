select id, customer_id, month from billing.drafts where tenant_id = $1 and id = $2
