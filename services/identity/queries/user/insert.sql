insert into identity.users
  (tenant_id, id, display_name, email, roles, language, password_hash, create_time, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, 1)
