-- The last entries of a log that may be told to the house that took the ticket; the rules look at each (N10).
select kind, text, actor, event_time, public
from ticket.log_entries
where tenant_id = $1 and ticket_id = $2
  and kind in ('call_in', 'call_out', 'mail_in', 'mail_out', 'portal_message', 'note', 'remote_session', 'visit')
order by sequence desc
limit $3
