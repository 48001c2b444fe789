select tenant_id from identity.tenants where slug = $1
