insert into billing.document_styles (tenant_id, version, style, by_id, at)
select $1, coalesce(max(version), 0) + 1, $2, $3, $4 from billing.document_styles where tenant_id = $1
