select level from escalation.service_levels
where tenant_id = $1 and sla_policy_id = $2 and calendar_id = $3 and calendar_version = $4 and sla_policy_version = $5
