insert into billing.claims (tenant_id, invoice_id, line_key) select $1, $2, k from unnest($3::text[]) as k
