-- Levels change while tickets are open (S5): a level is named by the version of its policy too, and a target by the
-- version of the calendar that measured it when it was given.

alter table escalation.tickets drop constraint tickets_level_fk;
alter table escalation.service_levels
  -- 0 for levels that were stored before policies had versions.
  add column sla_policy_version int not null default 0
    constraint service_levels_policy_version_counts check (sla_policy_version >= 0),
  drop constraint service_levels_pk,
  add constraint service_levels_pk
    primary key (tenant_id, sla_policy_id, calendar_id, calendar_version, sla_policy_version);
create index service_levels_of_calendar on escalation.service_levels (tenant_id, calendar_id, calendar_version);

alter table escalation.tickets
  add column sla_policy_version int not null default 0
    constraint tickets_policy_version_counts check (sla_policy_version >= 0),
  -- The version of the calendar that the ticket was opened with; null while it is the one that still holds.
  add column first_calendar_version int,
  add constraint tickets_level_fk
    foreign key (tenant_id, sla_policy_id, calendar_id, calendar_version, sla_policy_version)
    references escalation.service_levels
      (tenant_id, sla_policy_id, calendar_id, calendar_version, sla_policy_version);

alter table escalation.facts
  -- Of a target: the version of the ticket's calendar that measures it; null for the one it was opened with.
  add column calendar_version int
    constraint facts_calendar_version_positive check (calendar_version > 0);
