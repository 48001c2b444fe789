select id, number, priority, state, sla_policy_id, sla_policy_version, calendar_id, calendar_version,
  first_calendar_version, policy_id
from escalation.tickets where tenant_id = $1 and id = $2
