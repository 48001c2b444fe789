-- What of tickets may be told to the house that took them (N10): these columns and no others.
select t.id, t.subject, t.description, t.priority, t.state, t.report_time, t.response_clock, t.response_due,
  t.response_time, t.resolution_clock, t.resolution_due, t.is_open, t.unacknowledged, t.customer_id, t.contact_id,
  t.asset_id, (select v.coverage from ticket.verdicts v where v.tenant_id = t.tenant_id and v.ticket_id = t.id) as coverage
from ticket.tickets t
where t.tenant_id = $1 and t.id = any($2)
