insert into escalation.on_call_schedules (tenant_id, id, version, schedule, principal, create_time)
values ($1, $2, $3, $4, $5, $6)
