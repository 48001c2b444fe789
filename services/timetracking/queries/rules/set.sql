-- New rules of capture; nothing happens where another version than the one before is there.
insert into timetracking.capture_rules as r
  (tenant_id, version, approve_above_seconds, approve_foreign_tickets, approve_goodwill, session_gap_seconds,
   session_least_seconds, changer, change_time)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (tenant_id) do update
set version = excluded.version, approve_above_seconds = excluded.approve_above_seconds,
  approve_foreign_tickets = excluded.approve_foreign_tickets, approve_goodwill = excluded.approve_goodwill,
  session_gap_seconds = excluded.session_gap_seconds, session_least_seconds = excluded.session_least_seconds,
  changer = excluded.changer, change_time = excluded.change_time
where r.version = excluded.version - 1
