select slug, display_name, create_time from identity.tenants where tenant_id = $1
