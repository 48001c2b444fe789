insert into escalation.tickets
  (tenant_id, id, number, priority, state, customer_id, contact_id, assignee_id, team)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
