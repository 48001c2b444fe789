insert into billing.frozen_entries (tenant_id, invoice_id, entry_id, billed, draws, version, service_date, saved)
select $1, f.invoice_id, f.entry_id, array(select jsonb_array_elements_text(f.billed)::bigint), f.draws, e.version,
  e.service_date, e.saved
from unnest($2::uuid[], $3::uuid[], $4::jsonb[], $5::jsonb[]) as f (invoice_id, entry_id, billed, draws)
join billing.entries e on e.tenant_id = $1 and e.id = f.entry_id
