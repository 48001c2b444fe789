-- Entries of a ticket's log by their sequences.
select sequence, kind, text, actor, event_time, record_time, public, responds, worked_minutes
from ticket.log_entries
where tenant_id = $1 and ticket_id = $2 and sequence = any($3)
order by sequence
