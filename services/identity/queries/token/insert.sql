insert into identity.tokens
  (tenant_id, id, kind, digest, user_id, display_name, permissions, create_time, expire_time)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
