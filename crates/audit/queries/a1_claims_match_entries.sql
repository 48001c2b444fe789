-- Work that an invoice claims is frozen with it, and what is frozen is claimed.
with claimed as (
  select distinct tenant_id, invoice_id, split_part(line_key, '/', 2)::uuid as entry_id
  from billing.claims where line_key like 'work/%'
)
select coalesce(c.tenant_id, f.tenant_id)::text,
  'timeEntries/' || coalesce(c.entry_id, f.entry_id) || ' on ' || coalesce(c.invoice_id, f.invoice_id),
  'claimed and frozen',
  case when f.entry_id is null then 'claimed, not frozen' else 'frozen, not claimed' end
from claimed c
full join billing.frozen_entries f using (tenant_id, invoice_id, entry_id)
where c.entry_id is null or f.entry_id is null
