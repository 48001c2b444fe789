-- The handover by which a ticket is with another house, locked.
select * from ticket.handovers where tenant_id = $1 and ticket_id = $2 and state <> 'ended' for update
