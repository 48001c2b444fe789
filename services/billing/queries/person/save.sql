insert into billing.people (tenant_id, id, display_name) values ($1, $2, $3)
on conflict (tenant_id, id) do update set display_name = excluded.display_name
