update identity.tokens set end_time = $4 where tenant_id = $1 and id = $2 and kind = $3 and end_time is null
returning user_id, digest
