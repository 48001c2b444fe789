insert into billing.customers (tenant_id, id, revision) values ($1, $2, 1)
on conflict (tenant_id, id) do update set revision = customers.revision + 1
