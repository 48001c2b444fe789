insert into billing.ticket_moves (tenant_id, ticket_id, number, done, at) values ($1, $2, $3, $4, $5)
on conflict do nothing
