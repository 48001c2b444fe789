select id, month, period_end, split from billing.drafts where tenant_id = $1 and customer_id = $2
