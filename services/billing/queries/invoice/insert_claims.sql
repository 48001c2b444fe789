insert into billing.claims (tenant_id, invoice_id, line_key, position)
select $1, $2, c.line_key, c.position from unnest($3::text[], $4::int[]) as c (line_key, position)
