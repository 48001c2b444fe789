-- The rules that judge work on a ticket, and to whom it is assigned.
select r.approve_above_seconds as "approve_above_seconds?", coalesce(r.approve_foreign_tickets, false) as "foreign_tickets!",
  coalesce(r.approve_goodwill, false) as "goodwill!", t.assignee_id as "assignee_id?"
from timetracking.tickets t
left join timetracking.capture_rules r on r.tenant_id = t.tenant_id
where t.tenant_id = $1 and t.id = $2
