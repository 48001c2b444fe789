-- Who is on call when (E4). Every version is kept; the newest counts.

create table escalation.on_call_schedules (
  tenant_id uuid not null,
  -- Ids sort by creation.
  id uuid not null,
  version int not null constraint on_call_schedules_version_positive check (version > 0),
  -- An encoded kontor.escalation.v1.OnCallSchedule.
  schedule bytea not null,
  -- users/… or tokens/….
  principal text not null,
  create_time timestamptz not null,
  constraint on_call_schedules_pk primary key (tenant_id, id, version)
);
create index on_call_schedules_newest on escalation.on_call_schedules (tenant_id, id, version desc);
call escalation.protect('on_call_schedules');
call escalation.append_only('on_call_schedules');
grant select, insert on escalation.on_call_schedules to kontor_escalation;
