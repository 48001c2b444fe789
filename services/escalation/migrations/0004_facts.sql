-- What happened to a clock, in the order it became known (S4). Never changed.

create table escalation.facts (
  tenant_id uuid not null,
  ticket_id uuid not null,
  kind text not null,
  sequence int not null constraint facts_sequence_positive check (sequence > 0),
  at timestamptz not null,
  fact text not null constraint facts_fact_known check (fact in
    ('started', 'paused', 'resumed', 'target_changed', 'met', 'reopened', 'restarted', 'cancelled')),
  -- Of a pause or a change of target: why.
  why text constraint facts_why_known check (why in
    ('waiting_customer', 'waiting_vendor', 'scheduled', 'resolved', 'priority', 'policy', 'calendar')),
  -- Of a start or a change of target: the target in seconds of service time; null where nothing is promised.
  target bigint constraint facts_target_positive check (target > 0),
  actor text not null,
  constraint facts_pk primary key (tenant_id, ticket_id, kind, sequence),
  constraint facts_clock_fk foreign key (tenant_id, ticket_id, kind)
    references escalation.clocks (tenant_id, ticket_id, kind)
);
call escalation.protect('facts');
call escalation.append_only('facts');
grant select, insert on escalation.facts to kontor_escalation;
