select id, display_name from billing.review_marks where tenant_id = $1 order by display_name
