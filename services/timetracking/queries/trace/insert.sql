-- A trace of work; what was taken before changes nothing.
insert into timetracking.traces
  (tenant_id, id, technician_id, source, kind, ticket_id, place, note, start_time, end_time, measured, record_time)
values ($1, $2, $3, $4, $5, $6, '', '', $7, $8, false, $9)
on conflict (tenant_id, source) do nothing
