-- A step. Whose it is comes from the handover.
insert into ticket.handover_steps (tenant_id, handover_id, sequence, agreement_id, taker_id, ticket_id, log_sequence, kind,
  text, house_id, person, work_kind, start_time, seconds, record_time)
select h.tenant_id, h.id, $3, h.agreement_id, h.taker_id, h.ticket_id, $4, $5, $6, $7, $8, $9, $10, $11, $12
from ticket.handovers h
where h.tenant_id = $1 and h.id = $2
