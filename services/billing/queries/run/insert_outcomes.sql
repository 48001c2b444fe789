insert into billing.issue_run_outcomes (tenant_id, run_id, position, invoice_id, reason, words, parked, at)
select $1, $2, o.position, o.invoice_id, o.reason, o.words, o.parked, $8
from unnest($3::int[], $4::uuid[], $5::text[], $6::text[], $7::boolean[])
  as o (position, invoice_id, reason, words, parked)
