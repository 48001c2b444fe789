-- Positions of a feed are exactly 1 to n; nothing waits for long (I14).
select null::text, '{schema}.event_log', count(*) || ' events up to ' || count(*), count(*) || ' events from '
  || min(pos) || ' to ' || max(pos)
from {schema}.event_log having count(*) > 0 and (min(pos) <> 1 or max(pos) <> count(*))
union all
select tenant_id::text, '{schema}.pending ' || event_id, 'a position within a second', 'waits since ' || at
from {schema}.pending where at < now() - interval '1 second'
union all
select p.tenant_id::text, '{schema}.pending ' || p.event_id, 'waiting or in the feed', 'both'
from {schema}.pending p join {schema}.event_log e using (event_id)
