-- The digest of a log entry: SHA-256 over the digest before it and its canonical bytes (K2; README of the service).
with linked as (
  select e.*, coalesce(lag(e.digest) over (partition by e.tenant_id, e.ticket_id order by e.sequence),
    decode(repeat('00', 32), 'hex')) as before
  from ticket.log_entries e
),
again as (
  select l.tenant_id, l.ticket_id, l.sequence, l.digest, sha256(l.before || f.bytes) as derived
  from linked l
  cross join lateral (
    select string_agg(int8send(octet_length(part)::bigint) || part, ''::bytea order by n) as bytes
    from unnest(
      array[convert_to('kontor-log-1', 'UTF8'), uuid_send(l.ticket_id), convert_to(l.kind, 'UTF8'),
        convert_to(l.text, 'UTF8'), convert_to(l.actor, 'UTF8'),
        int8send((extract(epoch from l.event_time) * 1000000)::bigint),
        int8send((extract(epoch from l.record_time) * 1000000)::bigint)]
      || case
        when l.to_state is not null then array[convert_to('state', 'UTF8'), convert_to(l.from_state, 'UTF8'),
          convert_to(l.to_state, 'UTF8'),
          coalesce(int8send((extract(epoch from l.until_time) * 1000000)::bigint), ''::bytea)]
        when l.to_priority is not null then array[convert_to('priority', 'UTF8'), convert_to(l.from_priority, 'UTF8'),
          convert_to(l.to_priority, 'UTF8')]
        when l.team is not null then array[convert_to('assignment', 'UTF8'),
          coalesce(uuid_send(l.assignee_id), ''::bytea), convert_to(l.team, 'UTF8')]
        when l.directive_id is not null then array[convert_to('directive', 'UTF8'), uuid_send(l.directive_id)]
        when l.relation = 'absorbed' then array[convert_to('absorbed', 'UTF8'), uuid_send(l.linked_id),
          coalesce(int8send((extract(epoch from l.report_time) * 1000000)::bigint), ''::bytea),
          coalesce(int8send((extract(epoch from l.response_time) * 1000000)::bigint), ''::bytea)]
        when l.relation is not null then array[convert_to('link', 'UTF8'), convert_to(l.relation, 'UTF8'),
          uuid_send(l.linked_id), case when l.link_ended then '\x01'::bytea else '\x00'::bytea end]
        when l.linked_id is not null then array[convert_to('taken_over', 'UTF8'), uuid_send(l.linked_id),
          int4send(l.linked_sequence)]
        else array[convert_to('plain', 'UTF8')] end
      || array[
        case when l.public then '\x01'::bytea else '\x00'::bytea end
          || case when l.responds then '\x01'::bytea else '\x00'::bytea end,
        int4send(l.worked_minutes), int4send(l.sequence)]
    ) with ordinality as p (part, n)
  ) f
)
select tenant_id::text, 'tickets/' || ticket_id || '/logEntries/' || sequence, encode(derived, 'hex'), encode(digest, 'hex')
from again where derived is distinct from digest
union all
select t.tenant_id::text, t.number, encode(e.digest, 'hex'), encode(t.digest, 'hex')
from ticket.tickets t
join ticket.log_entries e on e.tenant_id = t.tenant_id and e.ticket_id = t.id and e.sequence = t.version
where e.digest <> t.digest
