-- An entry that needs no decision beyond its conditions, in one statement: ticket, entry, idempotency record, event.
-- The update locks the ticket, so that entries of one ticket queue up and their sequences have no holes.
-- $13 and $14 are encoded messages that lack only what is given here: name, sequence and digest.
-- No row: the conditions do not hold, or the ticket is absent. A request that was recorded before violates
-- idempotency_pk, so that nothing is kept. The house is entered before the ticket is looked for (ADR 12).
with moved as (
  update ticket.tickets t set version = t.version + 1, digest = ticket.link(t.digest, $3, t.version + 1),
    update_time = $8, response_time = case when $10 then coalesce(t.response_time, $7) else t.response_time end
  from ticket.enter($1) as house (id)
  cross join lateral (
    select k.tenant_id, k.id from ticket.tickets k where k.tenant_id = house.id and k.id = $2 offset 0
  ) k
  where t.tenant_id = k.tenant_id and t.id = k.id and t.merged_into_id is null and t.state = any($15)
    and (not $16 or t.unacknowledged = '{}')
  returning t.version as sequence, t.digest
),
recorded as (
  insert into ticket.idempotency (tenant_id, principal_id, method, key, request_sha256, response)
  select $1, $17, $18, $19, $20, $13 || ticket.proto_text(1, 'tickets/' || $2::uuid || '/logEntries/' || sequence)
    || ticket.proto_int(2, sequence) || ticket.proto_bytes(10, digest)
  from moved
  returning response
),
logged as (
  insert into ticket.log_entries (tenant_id, ticket_id, sequence, kind, text, actor, event_time, record_time, public,
    responds, worked_minutes, digest)
  select $1, $2, sequence, $4, $5, $6, $7, $8, $9, $10, $11, digest from moved, recorded
),
told as (
  insert into ticket.pending (tenant_id, aggregate_id, version, kind, payload)
  select $1, $2, sequence, $12, $14 || ticket.proto_int(2, sequence) || ticket.proto_bytes(15, digest)
  from moved, recorded
)
select response from recorded
