-- A handover of the giving house, locked.
select * from ticket.handovers where tenant_id = $1 and id = $2 for update
