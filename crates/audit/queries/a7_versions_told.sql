-- What is at version n told of n versions. {table} counts them in {column}.
with told as (
  select tenant_id, aggregate_id, count(*) as events from (
    select tenant_id, aggregate_id from {schema}.event_log
    union all
    select tenant_id, aggregate_id from {schema}.pending
  ) e group by 1, 2
)
select a.tenant_id::text, '{schema}.{table} ' || a.id, a.{column} || ' events', coalesce(t.events, 0) || ' events'
from {schema}.{table} a
left join told t on t.tenant_id = a.tenant_id and t.aggregate_id = a.id
where a.{column} <> coalesce(t.events, 0)
