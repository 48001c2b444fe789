select id, password_hash from identity.users
where tenant_id = $1 and email = $2 and disable_time is null
