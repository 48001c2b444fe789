-- The taking house accepts.
update ticket.verbund_agreements set state = 'accepted', accepted_by = $3, accept_time = $4
where tenant_id = $1 and id = $2 and state = 'offered'
