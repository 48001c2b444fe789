insert into escalation.policies (tenant_id, id, policy, create_time) values ($1, $2, $3, $4)
