-- The traces of a person that share time with a range, with what is known of their tickets.
select r.id, r.source, r.kind, r.ticket_id as "ticket_id?", r.place, r.note, r.start_time, r.end_time, r.measured,
  t.number as "ticket_number?", t.subject as "subject?", t.customer_id as "customer_id?"
from timetracking.traces r
left join timetracking.tickets t on t.tenant_id = r.tenant_id and t.id = r.ticket_id
where r.tenant_id = $1 and r.technician_id = $2
  and r.start_time > $3::timestamptz - interval '24 hours' and r.start_time < $4 and r.end_time > $3
order by r.start_time, r.id
