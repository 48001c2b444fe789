-- The traces of a person that share time with a range, with what is known of their tickets: of the one that stays where
-- the ticket was merged (K7).
select r.id, r.source, r.kind, coalesce(t.merged_into_id, r.ticket_id) as "ticket_id?", r.place, r.note, r.start_time,
  r.end_time, r.measured, coalesce(s.number, t.number) as "ticket_number?", coalesce(s.subject, t.subject) as "subject?",
  coalesce(s.customer_id, t.customer_id) as "customer_id?"
from timetracking.traces r
left join timetracking.tickets t on t.tenant_id = r.tenant_id and t.id = r.ticket_id
left join timetracking.tickets s on s.tenant_id = t.tenant_id and s.id = t.merged_into_id
where r.tenant_id = $1 and r.technician_id = $2
  and r.start_time > $3::timestamptz - interval '24 hours' and r.start_time < $4 and r.end_time > $3
order by r.start_time, r.id
