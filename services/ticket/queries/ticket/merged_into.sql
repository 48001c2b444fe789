-- The ticket that a ticket was merged into.
select merged_into_id from ticket.tickets where tenant_id = $1 and id = $2
