-- The house's rules of capture.
select version, approve_above_seconds, approve_foreign_tickets, approve_goodwill, session_gap_seconds,
  session_least_seconds
from timetracking.capture_rules
where tenant_id = $1
