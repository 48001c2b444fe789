-- The tickets that are with the taking house by an agreement, locked.
select ticket_id from ticket.handovers where tenant_id = $1 and agreement_id = $2 and state <> 'ended' for update
