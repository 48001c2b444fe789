insert into billing.holds (tenant_id, id, entry_id, version, customer_id, saved, spans, held_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
