-- A page of the record of a handover, on either side.
select s.sequence, s.kind, s.text, s.house_id, s.person, s.work_kind, s.start_time, s.seconds, s.record_time
from ticket.handover_steps s
join ticket.handovers h on h.tenant_id = s.tenant_id and h.id = s.handover_id
where h.id = $2 and (h.tenant_id = $1 or h.taker_id = $1) and s.sequence > $3
order by s.sequence
limit $4
