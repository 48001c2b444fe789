-- The giving house's agreements that were accepted and are not ended. They stay so until the transaction ends.
select * from ticket.verbund_agreements where tenant_id = $1 and state = 'accepted' for share
