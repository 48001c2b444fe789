select display_name from identity.users
where tenant_id = $1 and id = $2 and disable_time is null for share
