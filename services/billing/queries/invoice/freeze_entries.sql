insert into billing.frozen_entries (tenant_id, invoice_id, entry_id, billed, draws)
select $1, f.invoice_id, f.entry_id, array(select jsonb_array_elements_text(f.billed)::bigint), f.draws
from unnest($2::uuid[], $3::uuid[], $4::jsonb[], $5::jsonb[]) as f (invoice_id, entry_id, billed, draws)
