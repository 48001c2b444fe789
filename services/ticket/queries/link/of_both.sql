-- The links that have one of the tickets.
select ticket_id as "ticket_id!", relation as "relation!", other_id as "other_id!" from ticket.links where tenant_id = $1 and ticket_id = any($2)
union
select ticket_id, relation, other_id from ticket.links where tenant_id = $1 and other_id = any($2)
