update identity.users set disable_time = $3, version = version + 1 where tenant_id = $1 and id = $2
