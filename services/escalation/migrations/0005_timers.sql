-- What is due when: one row for each clock, round and step, with the repetition that comes next (E2).

create table escalation.timers (
  tenant_id uuid not null,
  id uuid not null,
  ticket_id uuid not null,
  kind text not null,
  cycle int not null constraint timers_cycle_counts check (cycle >= 0),
  -- The step's place in the policy; -1 for the deadline itself, at which a clock turns to breached.
  step int not null constraint timers_step_counts check (step >= -1),
  -- 0 for the first firing, then 1, 2, 3 ...
  repetition int not null constraint timers_repetition_counts check (repetition >= 0),
  -- Changes with every change: a firing that was read before a change misses.
  generation int not null default 1,
  -- armed: fires. idle: the clock stands or is over, it may be armed again. done: it never fires again.
  state text not null constraint timers_state_known check (state in ('armed', 'idle', 'done')),
  due timestamptz not null,
  -- What was due already when it became known waits a moment: what ends the clock may be right behind it.
  fire_after timestamptz not null,
  constraint timers_pk primary key (tenant_id, id),
  constraint timers_step_unique unique (tenant_id, ticket_id, kind, cycle, step),
  constraint timers_clock_fk foreign key (tenant_id, ticket_id, kind)
    references escalation.clocks (tenant_id, ticket_id, kind)
);
call escalation.protect('timers');
grant select, insert, update on escalation.timers to kontor_escalation;

-- Found across houses by the feed role: cost depends on what falls due (E3).
create index timers_armed on escalation.timers (fire_after, due) where state = 'armed';
call escalation.open_to_feed('timers');
grant select (tenant_id, id, ticket_id, generation, state, due, fire_after) on escalation.timers
  to kontor_escalation_feed;
