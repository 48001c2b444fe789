-- Tickets as far as their clocks need them, and the clocks. What a clock shows is derived from its facts.

create table escalation.tickets (
  tenant_id uuid not null,
  id uuid not null,
  number text not null,
  priority text not null constraint tickets_priority_known check (priority in ('critical', 'high', 'normal', 'low')),
  state text not null constraint tickets_state_known check (state in
    ('new', 'in_progress', 'waiting_customer', 'waiting_vendor', 'scheduled', 'resolved', 'closed')),
  -- What was promised; all null for a ticket without clocks.
  sla_policy_id uuid,
  calendar_id uuid,
  calendar_version int,
  -- The steps that guard its clocks: the house's policy when they started.
  policy_id uuid,
  constraint tickets_pk primary key (tenant_id, id),
  constraint tickets_level_fk foreign key (tenant_id, sla_policy_id, calendar_id, calendar_version)
    references escalation.service_levels (tenant_id, sla_policy_id, calendar_id, calendar_version),
  constraint tickets_policy_fk foreign key (tenant_id, policy_id) references escalation.policies (tenant_id, id)
);
call escalation.protect('tickets');
grant select, insert, update on escalation.tickets to kontor_escalation;

create table escalation.clocks (
  tenant_id uuid not null,
  id uuid not null,
  ticket_id uuid not null,
  kind text not null constraint clocks_kind_known check (kind in ('response', 'update', 'resolution')),
  -- The ticket's, for summaries.
  priority text not null constraint clocks_priority_known check (priority in ('critical', 'high', 'normal', 'low')),
  -- How often its change was told: 0 while nothing is shown.
  version bigint not null constraint clocks_version_counts check (version >= 0),
  -- Null until it started, and where nothing is promised.
  state text constraint clocks_state_known check (state in ('running', 'paused', 'met', 'breached', 'cancelled')),
  due timestamptz,
  -- Whether an earlier round of an update clock was missed.
  missed_rounds boolean not null default false,
  constraint clocks_pk primary key (tenant_id, id),
  constraint clocks_kind_unique unique (tenant_id, ticket_id, kind),
  constraint clocks_ticket_fk foreign key (tenant_id, ticket_id) references escalation.tickets (tenant_id, id)
) with (fillfactor = 80);
call escalation.protect('clocks');
grant select, insert, update on escalation.clocks to kontor_escalation;
