insert into billing.tickets (tenant_id, id, customer_id, opened_at) values ($1, $2, $3, $4) on conflict do nothing
