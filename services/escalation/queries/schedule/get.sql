select version, schedule from escalation.on_call_schedules
where tenant_id = $1 and id = $2 order by version desc limit 1
