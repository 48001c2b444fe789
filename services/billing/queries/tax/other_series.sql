select kind, prefix, year, counter from billing.document_series where tenant_id = $1 order by kind, prefix, year
