-- All work on the tickets that were worked on between two instants by an agreement, on either side.
select s.handover_id, s.sequence, h.ticket_number, s.start_time as "start_time!", s.seconds as "seconds!"
from ticket.handover_steps s
join ticket.handovers h on h.tenant_id = s.tenant_id and h.id = s.handover_id
where s.kind = 'worked' and s.tenant_id = $1 and s.agreement_id = $2 and exists (
  select from ticket.handover_steps m
  where m.tenant_id = $1 and m.agreement_id = $2 and m.kind = 'worked' and m.handover_id = s.handover_id
    and m.start_time >= $3 and m.start_time < $4)
