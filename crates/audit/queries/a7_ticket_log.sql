-- A ticket's version is the length of its log, whose sequences are 1 to n; digest and last entry agree (I10, K2).
select t.tenant_id::text, t.number, t.version || ' entries, the last ' || t.version,
  l.entries || ' entries, the last ' || coalesce(l.last, 0)
from ticket.tickets t
cross join lateral (select count(*) as entries, max(sequence) as last from ticket.log_entries e
  where e.tenant_id = t.tenant_id and e.ticket_id = t.id) l
where l.entries <> t.version or l.last is distinct from t.version
union all
select e.tenant_id::text, 'tickets/' || e.ticket_id || '/logEntries/' || e.sequence, 'an entry of a ticket', 'no such ticket'
from ticket.log_entries e
where not exists (select from ticket.tickets t where t.tenant_id = e.tenant_id and t.id = e.ticket_id)
