insert into billing.mandate_ends (tenant_id, mandate_id, reason, by_name, at) values ($1, $2, $3, $4, $5)
