insert into escalation.firings
  (tenant_id, id, ticket_id, kind, cycle, step, percent, repetition, due_time, fire_time, late, actions)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
