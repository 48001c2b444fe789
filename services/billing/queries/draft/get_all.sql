select id, customer_id, month, period_end, split, etag from billing.drafts where tenant_id = $1 and id = any($2::uuid[])
