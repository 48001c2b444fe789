\set ticket random(1, :tickets)
with moved as (
  update bench.tickets t set version = t.version + 1, digest = sha256(t.digest), update_time = now()
  where t.tenant_id = bench.id(1) and t.id = bench.id(:ticket)
  returning t.tenant_id, t.id, t.version, t.digest
),
recorded as (
  insert into bench.idempotency (tenant_id, principal_id, method, key, request_sha256, response)
  select tenant_id, tenant_id, 'AddLogEntry', bench.fresh_id(), digest, added from moved, bench.sample
),
logged as (
  insert into bench.log_entries (tenant_id, ticket_id, sequence, kind, text, actor, event_time, record_time, public,
    responds, worked_minutes, digest)
  select tenant_id, id, version, 'note', 'Treiber neu eingerichtet, Testseite gedruckt.', 'users/' || tenant_id, now(),
    now(), false, false, 7, digest
  from moved
),
told as (
  insert into bench.pending (tenant_id, aggregate_id, version, kind, payload)
  select tenant_id, id, version, 'kontor.ticket.v1.TicketLogged', s.told from moved, bench.sample s
)
select version from moved;
