-- A consumer has applied each event up to its cursor, none twice, none beyond (I14, I15).
select null::text, coalesce(c.consumer, i.consumer), coalesce(c.pos, 0) || ' events', coalesce(i.events, 0) || ' events'
from {schema}.cursor c
full join (select consumer, count(*) as events from {schema}.inbox group by consumer) i using (consumer)
where coalesce(c.pos, 0) <> coalesce(i.events, 0)
