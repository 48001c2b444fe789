-- Each step fires once for each repetition, never early, and tells of it once (I22, E2).
select tenant_id::text, 'tickets/' || ticket_id || ' ' || kind || ' round ' || cycle || ' step ' || step || ' repetition '
  || repetition, 'fired once', 'fired ' || count(*) || ' times'
from escalation.firings group by tenant_id, ticket_id, kind, cycle, step, repetition having count(*) > 1
union all
select tenant_id::text, 'firings/' || id, 'not before ' || due_time, fire_time::text
from escalation.firings where fire_time < due_time
union all
select f.tenant_id::text, 'firings/' || f.id, '1 event', n.events || ' events'
from escalation.firings f
cross join lateral (select count(*) as events from (
  select aggregate_id from escalation.event_log where aggregate_id = f.id
  union all
  select aggregate_id from escalation.pending where aggregate_id = f.id) e) n
where n.events <> 1
