-- A ticket that came in, to be looked at by this transaction alone.
delete from ticket.verbund_intake where tenant_id = $1 and ticket_id = $2 returning create_time
