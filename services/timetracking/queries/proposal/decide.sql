-- A proposal is accepted or dismissed.
insert into timetracking.decided_proposals
  (tenant_id, id, technician_id, start_time, end_time, trace_ids, entry_id, reason, recorder, record_time)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
