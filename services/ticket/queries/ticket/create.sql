-- A new ticket in one statement: number, idempotency record, ticket, verdict, first log entry, event.
-- $7 and $30 are encoded messages that lack only what is given here: the number, and the event's digest.
-- A request that was recorded before violates idempotency_pk, so that nothing is kept, the counter neither.
-- The house is entered for the first row, and all others come from that one.
with counted as (
  insert into ticket.number_counters as c (tenant_id, year, last)
  select house.id, $2, 1 from ticket.enter($1) as house (id)
  on conflict (tenant_id, year) do update set last = c.last + 1
  returning 'T-' || year || '-' || lpad(last::text, greatest(6, length(last::text)), '0') as number
),
recorded as (
  insert into ticket.idempotency (tenant_id, principal_id, method, key, request_sha256, response)
  select $1, $3, $4, $5, $6, $7 || ticket.proto_text(2, number) from counted
  returning response
),
opened as (
  insert into ticket.tickets (tenant_id, id, number, customer_id, contact_id, asset_id, site_id, subject, description,
    priority, state, assignee_id, team, unacknowledged, report_time, create_time, update_time, external_key, version,
    digest, response_clock, response_due, resolution_clock, resolution_due)
  select $1, $8, number, $9, $10, $11, $12, $13, $14, $15, 'new', $16, $17, $18, $19, $20, $20, $21, 1,
    ticket.link(decode(repeat('00', 32), 'hex'), $22, 1), $23, $24, $25, $26
  from counted, recorded
  returning id, number, digest
),
judged as (
  insert into ticket.verdicts (tenant_id, ticket_id, coverage) select $1, id, $27 from opened
),
logged as (
  insert into ticket.log_entries (tenant_id, ticket_id, sequence, kind, text, actor, event_time, record_time, public,
    responds, worked_minutes, digest)
  select $1, id, 1, 'opened', $28, $29, $19, $20, false, false, 0, digest from opened
),
told as (
  insert into ticket.pending (tenant_id, aggregate_id, version, kind, payload)
  select $1, id, 1, 'kontor.ticket.v1.TicketOpened',
    $30 || ticket.proto_text(2, number) || ticket.proto_bytes(15, digest)
  from opened
)
select response from recorded
