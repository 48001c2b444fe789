-- An agreement of the giving house, locked.
select * from ticket.verbund_agreements where tenant_id = $1 and id = $2 for update
