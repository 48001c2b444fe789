-- What billing heard of time entries is what it rated: the same entries at their newest versions (R8). What was told
-- while an invoice held the entry waits beside it (R5a).
with heard as (
  select e.tenant_id, e.aggregate_id as id, max(e.version) as version
  from timetracking.event_log e
  join billing.cursor c on c.consumer = 'billing.time' and e.pos <= c.pos
  where e.kind = 'kontor.timetracking.v1.TimeEntrySaved'
    and not exists (select from billing.parked_event p where p.consumer = c.consumer and p.aggregate_id = e.aggregate_id)
  group by 1, 2
)
select coalesce(h.tenant_id, b.tenant_id)::text, 'timeEntries/' || coalesce(h.id, b.id),
  coalesce('version ' || h.version || ' rated', 'not there'),
  coalesce('version ' || b.version || case when b.rated is null then ' not rated' else ' rated' end, 'not there')
from heard h full join billing.entries b using (tenant_id, id)
-- What waits for approval has no rating (T6).
where (b.rated is null) <> coalesce(b.withdrawn, false) or h.version is distinct from greatest(b.version, (
  select max(l.version) from billing.late_versions l
  join billing.frozen_entries f on f.tenant_id = l.tenant_id and f.entry_id = l.entry_id and f.released_by is null
  where l.tenant_id = b.tenant_id and l.entry_id = b.id))
