-- Steps that fired, and who took notice. Both are never changed.

create table escalation.firings (
  tenant_id uuid not null,
  -- Ids sort by creation.
  id uuid not null,
  ticket_id uuid not null,
  kind text not null,
  cycle int not null,
  step int not null,
  percent int not null,
  repetition int not null,
  due_time timestamptz not null,
  fire_time timestamptz not null,
  late boolean not null,
  -- Numbers of kontor.escalation.v1.Action.
  actions int[] not null,
  constraint firings_pk primary key (tenant_id, id),
  -- Each repetition exactly once (E2).
  constraint firings_once unique (tenant_id, ticket_id, kind, cycle, step, repetition),
  constraint firings_never_early check (fire_time >= due_time),
  constraint firings_clock_fk foreign key (tenant_id, ticket_id, kind)
    references escalation.clocks (tenant_id, ticket_id, kind)
);
create index firings_of_ticket on escalation.firings (tenant_id, ticket_id, id);
call escalation.protect('firings');
call escalation.append_only('firings');
grant select, insert on escalation.firings to kontor_escalation;

create table escalation.acknowledgements (
  tenant_id uuid not null,
  firing_id uuid not null,
  -- users/… or tokens/….
  principal text not null,
  at timestamptz not null,
  constraint acknowledgements_pk primary key (tenant_id, firing_id),
  constraint acknowledgements_firing_fk foreign key (tenant_id, firing_id)
    references escalation.firings (tenant_id, id)
);
call escalation.protect('acknowledgements');
call escalation.append_only('acknowledgements');
grant select, insert on escalation.acknowledgements to kontor_escalation;
