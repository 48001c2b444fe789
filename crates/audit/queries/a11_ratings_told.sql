-- A rating that timetracking heard of shows: an entry that billing rated no longer waits for it (R8).
select e.tenant_id::text, 'timeEntries/' || e.id, case when b.undecided then 'undecided' else 'rated' end, e.billing_state
from timetracking.entries e
join billing.entries b on b.tenant_id = e.tenant_id and b.id = e.id and b.version = e.version and b.rated is not null
join timetracking.cursor c on c.source = 'billing'
where c.pos >= (select coalesce(max(pos), 0) from billing.event_log)
  and not exists (select from billing.pending)
  and e.billing_state not in ('invoiced', case when b.undecided then 'undecided' else 'rated' end)
