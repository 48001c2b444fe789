-- Steps that guard clocks (E1). The newest guards the clocks of new tickets; the others keep theirs.

create table escalation.policies (
  tenant_id uuid not null,
  -- Ids sort by creation.
  id uuid not null,
  -- An encoded kontor.escalation.v1.EscalationPolicy.
  policy bytea not null,
  create_time timestamptz not null,
  constraint policies_pk primary key (tenant_id, id)
);
call escalation.protect('policies');
call escalation.append_only('policies');
grant select, insert on escalation.policies to kontor_escalation;
