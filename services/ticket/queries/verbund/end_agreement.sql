-- One of both ends it.
update ticket.verbund_agreements set state = 'ended', ended_by = $3, end_time = $4, end_reason = $5
where tenant_id = $1 and id = $2 and state <> 'ended'
