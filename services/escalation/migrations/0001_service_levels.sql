-- What was promised: a version of a calendar and a policy's targets, as the contract service gave them. Both never
-- change, so clocks are derived without asking again.

create table escalation.service_levels (
  tenant_id uuid not null,
  sla_policy_id uuid not null,
  calendar_id uuid not null,
  calendar_version int not null constraint service_levels_calendar_version_positive check (calendar_version > 0),
  -- An encoded kontor.contract.v1.ServiceLevel.
  level bytea not null,
  constraint service_levels_pk primary key (tenant_id, sla_policy_id, calendar_id, calendar_version)
);
call escalation.protect('service_levels');
call escalation.append_only('service_levels');
grant select, insert on escalation.service_levels to kontor_escalation;
