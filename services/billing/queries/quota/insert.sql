insert into billing.quotas (tenant_id, id, customer_id, display_name, kind)
values ($1, $2, $3, $4, $5)
on conflict (tenant_id, id) do update set display_name = excluded.display_name
