with lines as (
  update billing.claims set released_by = $3
  where tenant_id = $1 and invoice_id = $2 and line_key = any($4::text[]) and released_by is null
)
update billing.frozen_entries set released_by = $3
where tenant_id = $1 and invoice_id = $2 and entry_id = any($5::uuid[]) and released_by is null
