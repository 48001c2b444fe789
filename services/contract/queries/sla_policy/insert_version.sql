insert into contract.sla_policy_versions (tenant_id, policy_id, version, policy, create_time)
values ($1, $2, $3, $4, $5)
