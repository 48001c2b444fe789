-- What is settled between two houses is what stands in the giving house's log: the same kind, the started minutes of the
-- seconds, by someone of the taking house (N10).
select s.tenant_id::text, 'handovers/' || s.handover_id || ' step ' || s.sequence,
  s.work_kind || ' of ' || (s.seconds + 59) / 60 || ' min by tenants/' || s.taker_id,
  coalesce(e.kind || ' of ' || e.worked_minutes || ' min by ' || e.actor, 'no such entry')
from ticket.handover_steps s
left join ticket.log_entries e
  on e.tenant_id = s.tenant_id and e.ticket_id = s.ticket_id and e.sequence = s.log_sequence
where s.kind = 'worked' and (e.kind is distinct from s.work_kind or e.worked_minutes is distinct from (s.seconds + 59) / 60
  or e.actor not like 'tenants/' || s.taker_id || '%')
union all
-- And what stands there as work of another house is settled, where it was said first: what a split took over is not (K7).
select e.tenant_id::text, 'tickets/' || e.ticket_id || '/logEntries/' || e.sequence, 'a step of what was handed over', 'none'
from ticket.log_entries e
where e.actor like 'tenants/%' and e.linked_sequence is null and e.kind in ('call_in', 'call_out', 'mail_out', 'remote_session', 'note')
  and not exists (select from ticket.handover_steps s where s.tenant_id = e.tenant_id and s.ticket_id = e.ticket_id
    and s.log_sequence = e.sequence and s.kind = 'worked')
