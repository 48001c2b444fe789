select line_key, position from billing.claims where tenant_id = $1 and invoice_id = $2 and released_by is null
