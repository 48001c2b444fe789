\set house random(1, :houses)
with counted as (
  insert into bench.number_counters as c (tenant_id, year, last) values (bench.id(:house), 1, 1)
  on conflict (tenant_id, year) do update set last = c.last + 1
  returning tenant_id, bench.fresh_id() as id, 'T-1-' || lpad(last::text, 6, '0') as number
),
recorded as (
  insert into bench.idempotency (tenant_id, principal_id, method, key, request_sha256, response)
  select tenant_id, tenant_id, 'CreateTicket', bench.fresh_id(), sha256(number::bytea), created
  from counted, bench.sample
),
opened as (
  insert into bench.tickets (tenant_id, id, number, customer_id, subject, description, priority, state, team,
    unacknowledged, report_time, create_time, update_time, version, digest, response_clock, response_due,
    resolution_clock, resolution_due)
  select tenant_id, id, number, tenant_id, 'Drucker druckt nicht',
    'Seit heute früh kommt kein Blatt mehr aus dem Gerät im ersten Stock.', 'normal', 'new', '', '{}', now(), now(),
    now(), 1, sha256(number::bytea), 1, now() + interval '4 hours', 1, now() + interval '40 hours'
  from counted
  returning tenant_id, id, number, digest
),
judged as (
  insert into bench.verdicts (tenant_id, ticket_id, coverage) select tenant_id, id, coverage from opened, bench.sample
),
logged as (
  insert into bench.log_entries (tenant_id, ticket_id, sequence, kind, text, actor, event_time, record_time, public,
    responds, worked_minutes, digest)
  select tenant_id, id, 1, 'opened', 'Drucker druckt nicht', 'users/' || tenant_id, now(), now(), false, false, 0, digest
  from opened
),
told as (
  insert into bench.pending (tenant_id, aggregate_id, version, kind, payload)
  select tenant_id, id, 1, 'kontor.ticket.v1.TicketOpened', s.opened from opened, bench.sample s
)
select number from opened;
