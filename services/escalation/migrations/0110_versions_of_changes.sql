-- Each version of a calendar or SLA policy that open tickets have to follow, with when it was made: those that wait together
-- are worked off together, and each is a fact of its own (S5, N5).
create table escalation.level_change_versions (
  tenant_id uuid not null,
  subject text not null constraint level_change_versions_subject_known check (subject in ('calendar', 'policy')),
  subject_id uuid not null,
  version int not null constraint level_change_versions_later check (version > 1),
  change_time timestamptz not null,
  constraint level_change_versions_pk primary key (tenant_id, subject, subject_id, version)
);
call escalation.protect('level_change_versions');
call escalation.append_only('level_change_versions');
grant select, insert on escalation.level_change_versions to kontor_escalation;
