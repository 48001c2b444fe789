-- A time entry has each of its versions, 1 to n, and is what the newest says (T5).
select e.tenant_id::text, 'timeEntries/' || e.id, e.version || ' versions, the last ' || e.version,
  v.versions || ' versions, the last ' || coalesce(v.last, 0)
from timetracking.entries e
cross join lateral (select count(*) as versions, max(version) as last from timetracking.entry_versions v
  where v.tenant_id = e.tenant_id and v.entry_id = e.id) v
where v.versions <> e.version or v.last is distinct from e.version
union all
select e.tenant_id::text, 'timeEntries/' || e.id || ' version ' || e.version,
  v.seconds || ' s from ' || v.start_time || ' by ' || v.technician_id || ' on ' || v.ticket_id,
  e.seconds || ' s from ' || e.start_time || ' by ' || e.technician_id || ' on ' || e.ticket_id
from timetracking.entries e
join timetracking.entry_versions v on v.tenant_id = e.tenant_id and v.entry_id = e.id and v.version = e.version
where (v.seconds, v.start_time, v.technician_id, v.ticket_id, v.customer_id, v.activity, v.channel, v.text)
  is distinct from (e.seconds, e.start_time, e.technician_id, e.ticket_id, e.customer_id, e.activity, e.channel, e.text)
