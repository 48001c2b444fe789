-- Tickets with clocks, locked, so that clocks and timers of a ticket change one after the other.
select id, number, priority, state, sla_policy_id, sla_policy_version, calendar_id, calendar_version,
  first_calendar_version, policy_id
from escalation.tickets
where tenant_id = $1 and id = any($2) and sla_policy_id is not null
order by id for update
