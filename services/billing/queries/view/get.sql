select shown from billing.draft_views where tenant_id = $1 and draft_id = $2 and etag = $3
