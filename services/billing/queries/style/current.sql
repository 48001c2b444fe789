select style from billing.document_styles where tenant_id = $1 order by version desc limit 1
