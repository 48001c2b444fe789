select t.number, t.priority, t.state, t.sla_policy_id, t.calendar_id, t.calendar_version, t.policy_id,
  c.id as "clock_id?", c.kind as "kind?", c.version as "version?", c.state as "clock_state?", c.due as "due?",
  c.missed_rounds as "missed_rounds?"
from escalation.tickets t left join escalation.clocks c on c.tenant_id = t.tenant_id and c.ticket_id = t.id
where t.tenant_id = $1 and t.id = $2
