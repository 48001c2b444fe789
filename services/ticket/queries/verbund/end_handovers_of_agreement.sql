-- An agreement ended, and what was handed over by it goes back: handovers and their last steps in one statement. The logs
-- of the tickets told it just before, so that the last entry of each is the one that tells it.
with ended as (
  update ticket.handovers h set state = 'ended', ended_as = 'lapsed', end_time = $3, steps = h.steps + 1
  where h.tenant_id = $1 and h.agreement_id = $2 and h.state <> 'ended'
  returning h.*
)
insert into ticket.handover_steps (tenant_id, handover_id, sequence, agreement_id, taker_id, ticket_id, log_sequence, kind,
  text, house_id, person, record_time)
select h.tenant_id, h.id, h.steps, h.agreement_id, h.taker_id, h.ticket_id, t.version, 'lapsed', $4, $5, $6, $3
from ended h
join ticket.tickets t on t.tenant_id = h.tenant_id and t.id = h.ticket_id
