insert into identity.tenants (tenant_id, slug, display_name, create_time) values ($1, $2, $3, $4)
