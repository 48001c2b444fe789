-- The hash chain of each house (I11): hash before, header, digest of the payload.
with linked as (
  select e.*, coalesce(lag(hash) over chain, decode(repeat('00', 32), 'hex')) as before, row_number() over chain as nth
  from {schema}.event_log e window chain as (partition by tenant_id order by tenant_seq)
),
again as (
  select *, sha256(before || uuid_send(tenant_id) || int8send(nth) || uuid_send(event_id) || uuid_send(aggregate_id)
    || int8send(version) || int4send(schema_version) || int8send((extract(epoch from at) * 1000000)::bigint)
    || convert_to(kind, 'UTF8') || sha256(payload)) as derived
  from linked
)
select tenant_id::text, '{schema} event ' || tenant_seq, encode(derived, 'hex'),
  encode(hash, 'hex') || ' after ' || encode(prev_hash, 'hex')
from again where derived <> hash or prev_hash <> before or tenant_seq <> nth
