with lines as (
  update billing.claims set released_by = $3 where tenant_id = $1 and invoice_id = $2 and released_by is null
)
update billing.frozen_entries set released_by = $3 where tenant_id = $1 and invoice_id = $2 and released_by is null
