-- Open tickets whose clocks a newer version of their calendar has to measure.
select id, sla_policy_id as "sla_policy_id!", sla_policy_version, calendar_id as "calendar_id!",
  calendar_version as "calendar_version!"
from escalation.tickets
where tenant_id = $1 and calendar_id = $2 and calendar_version < $3 and state <> 'closed' and id <> all($4)
order by calendar_version, id limit $5
