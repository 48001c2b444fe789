-- A link, read from the ticket that points.
insert into ticket.links (tenant_id, ticket_id, relation, other_id, actor, create_time) values ($1, $2, $3, $4, $5, $6)
