update identity.tokens set end_time = $3 where tenant_id = $1 and id = $2 and end_time is null
returning kind, user_id, digest
