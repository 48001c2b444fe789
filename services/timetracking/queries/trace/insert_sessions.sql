-- Sessions of a log, side by side.
insert into timetracking.traces
  (tenant_id, id, technician_id, source, kind, ticket_id, place, note, start_time, end_time, measured, record_time)
select $1, s.id, s.technician_id, s.source, 'remote_session', s.ticket_id, s.place, s.note, s.start_time, s.end_time,
  true, $10
from unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::timestamptz[],
  $9::timestamptz[]) as s (id, technician_id, source, ticket_id, place, note, start_time, end_time)
