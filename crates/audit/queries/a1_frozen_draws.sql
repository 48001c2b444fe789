-- What frozen work drew is what the ledger holds for it (R5a, R7).
with frozen as (
  select f.tenant_id, f.entry_id, d ->> 'from' as account, sum((d ->> 'units')::numeric) as units
  from billing.frozen_entries f cross join lateral jsonb_array_elements(f.draws) d
  where f.released_by is null
  group by 1, 2, 3
),
ledger as (
  select t.tenant_id, f.entry_id, s.account, sum(s.amount) as units
  from billing.frozen_entries f
  join billing.transfers t on t.tenant_id = f.tenant_id and t.cause = 'entry/' || f.entry_id
  cross join lateral (values (t.credit, t.amount), (t.debit, -t.amount)) s (account, amount)
  where f.released_by is null and (s.account like 'lot/%' or s.account like 'overdraft/%')
  group by 1, 2, 3
)
select coalesce(f.tenant_id, l.tenant_id)::text,
  'timeEntries/' || coalesce(f.entry_id, l.entry_id) || ' from ' || coalesce(f.account, l.account),
  trim_scale(coalesce(f.units, 0))::text, trim_scale(coalesce(l.units, 0))::text
from frozen f full join ledger l using (tenant_id, entry_id, account)
where coalesce(f.units, 0) <> coalesce(l.units, 0)
