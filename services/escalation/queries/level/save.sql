insert into escalation.service_levels
  (tenant_id, sla_policy_id, calendar_id, calendar_version, sla_policy_version, level)
select $1, l.sla_policy_id, l.calendar_id, l.calendar_version, l.sla_policy_version, l.level
from unnest($2::uuid[], $3::uuid[], $4::int[], $5::int[], $6::bytea[])
  as l (sla_policy_id, calendar_id, calendar_version, sla_policy_version, level)
on conflict on constraint service_levels_pk do nothing
