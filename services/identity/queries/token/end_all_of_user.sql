update identity.tokens set end_time = $3 where tenant_id = $1 and user_id = $2 and end_time is null
returning digest, expire_time
