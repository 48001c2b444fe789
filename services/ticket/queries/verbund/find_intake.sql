-- Across houses, as the feed role: tickets that came in while an agreement hands them over by themselves.
select tenant_id, ticket_id from ticket.verbund_intake order by create_time, tenant_id, ticket_id limit $1
