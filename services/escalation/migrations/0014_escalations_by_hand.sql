-- What people escalated (E5). Never changed.

create table escalation.escalations (
  tenant_id uuid not null,
  -- Ids sort by creation.
  id uuid not null,
  ticket_id uuid not null,
  -- An encoded kontor.escalation.v1.Escalation.
  escalation bytea not null,
  create_time timestamptz not null,
  constraint escalations_pk primary key (tenant_id, id),
  constraint escalations_ticket_fk foreign key (tenant_id, ticket_id) references escalation.tickets (tenant_id, id)
);
create index escalations_of_ticket on escalation.escalations (tenant_id, ticket_id, id);
call escalation.protect('escalations');
call escalation.append_only('escalations');
grant select, insert on escalation.escalations to kontor_escalation;
