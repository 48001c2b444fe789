-- The newest change of each calendar and SLA policy, and whether the clocks of open tickets follow it already (S5).

create table escalation.level_changes (
  tenant_id uuid not null,
  subject text not null constraint level_changes_subject_known check (subject in ('calendar', 'policy')),
  -- The calendar's or the policy's id.
  subject_id uuid not null,
  -- What is told of it is told in the name of this id.
  id uuid not null,
  version int not null constraint level_changes_version_later check (version > 1),
  change_time timestamptz not null,
  -- How many blocks of tickets were told.
  told bigint not null default 0 constraint level_changes_told_counts check (told >= 0),
  is_open boolean not null default true,
  -- When it was opened last, by the database's clock: a ticket whose opening was under way then is found later.
  open_time timestamptz not null default clock_timestamp(),
  constraint level_changes_pk primary key (tenant_id, subject, subject_id)
);
create index level_changes_open on escalation.level_changes (change_time) where is_open;
call escalation.protect('level_changes');
call escalation.open_to_feed('level_changes');
grant select, insert, update on escalation.level_changes to kontor_escalation;
grant select (tenant_id, subject, subject_id, id, version, change_time, is_open) on escalation.level_changes
  to kontor_escalation_feed;

-- The tickets that a change concerns, those furthest behind first.
create index tickets_of_calendar on escalation.tickets (tenant_id, calendar_id, calendar_version, id)
  where state <> 'closed' and calendar_id is not null;
create index tickets_of_policy on escalation.tickets (tenant_id, sla_policy_id, sla_policy_version, id)
  where state <> 'closed' and sla_policy_id is not null;
