-- The applied events are those of the feed, and no cursor is beyond its end (I14).
select null::text, c.consumer, 'at most ' || h.head, c.pos::text
from {schema}.cursor c cross join (select coalesce(max(pos), 0) as head from {source}.event_log) h
where c.source = '{source}' and c.pos > h.head
union all
select e.tenant_id::text, c.consumer || ' ' || e.pos, 'applied', 'not applied'
from {schema}.cursor c
join {source}.event_log e on e.pos <= c.pos
where c.source = '{source}'
  and not exists (select from {schema}.inbox i where i.consumer = c.consumer and i.event_id = e.event_id)
union all
select null::text, c.consumer || ' ' || i.event_id, 'an event of {source}', 'not in its feed'
from {schema}.cursor c
join {schema}.inbox i on i.consumer = c.consumer
where c.source = '{source}' and not exists (select from {source}.event_log e where e.event_id = i.event_id)
