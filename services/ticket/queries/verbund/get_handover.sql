-- A handover of the house, on either side.
select * from ticket.handovers where id = $2 and (tenant_id = $1 or taker_id = $1)
