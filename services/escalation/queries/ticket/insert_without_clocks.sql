insert into escalation.tickets (tenant_id, id, number, priority, state) values ($1, $2, $3, $4, $5)
