-- The first time stays.
update escalation.notifications set read_time = $4
where tenant_id = $1 and user_id = $2 and id = $3 and is_told and read_time is null
