insert into contract.directives (tenant_id, id, customer_id, severity, text, create_time)
values ($1, $2, $3, $4, $5, $6)
