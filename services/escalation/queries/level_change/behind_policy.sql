-- Open tickets for which a newer version of their policy promises.
select id, sla_policy_id as "sla_policy_id!", sla_policy_version, calendar_id as "calendar_id!",
  calendar_version as "calendar_version!"
from escalation.tickets
where tenant_id = $1 and sla_policy_id = $2 and sla_policy_version < $3 and state <> 'closed' and id <> all($4)
order by sla_policy_version, id limit $5
