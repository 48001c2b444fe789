-- Events of one aggregate are its versions 1 to n, in the order of the feed (I10, I16).
with told as (
  select tenant_id, aggregate_id, version, 0 as waits, pos as place from {schema}.event_log
  union all
  select tenant_id, aggregate_id, version, 1, seq from {schema}.pending
),
placed as (
  select *, row_number() over (partition by aggregate_id order by waits, place) as nth from told
)
select tenant_id::text, '{schema} ' || aggregate_id, 'version ' || nth, 'version ' || version
from placed where version <> nth
