-- What a service remarks on many tickets at once: tickets, entries and events in one statement. Which tickets got it.
-- The encoded events in $5 lack only sequence and digest.
with moved as (
  update ticket.tickets t set version = t.version + 1, digest = ticket.link(t.digest, a.content, t.version + 1),
    update_time = $8, level = greatest(t.level, $9)
  from unnest($2::uuid[], $3::bytea[], $4::text[], $5::bytea[]) as a (id, content, text, event)
  where t.tenant_id = $1 and t.id = a.id
  returning t.id, t.version as sequence, t.digest, a.text, a.event
),
logged as (
  insert into ticket.log_entries (tenant_id, ticket_id, sequence, kind, text, actor, event_time, record_time, public,
    responds, worked_minutes, digest)
  select $1, id, sequence, $6, text, $7, $10, $8, false, false, 0, digest from moved
),
told as (
  insert into ticket.pending (tenant_id, aggregate_id, version, kind, payload)
  select $1, id, sequence, 'kontor.ticket.v1.TicketLogged',
    event || ticket.proto_int(2, sequence) || ticket.proto_bytes(15, digest)
  from moved
)
select id from moved
