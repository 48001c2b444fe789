insert into escalation.escalations (tenant_id, id, ticket_id, escalation, create_time) values ($1, $2, $3, $4, $5)
