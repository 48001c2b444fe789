-- The verdict at the time of the call, frozen (N1): an encoded kontor.contract.v1.Coverage.

create table ticket.verdicts (
  tenant_id uuid not null,
  ticket_id uuid not null,
  coverage bytea not null,
  constraint verdicts_pk primary key (tenant_id, ticket_id),
  constraint verdicts_ticket_fk foreign key (tenant_id, ticket_id) references ticket.tickets (tenant_id, id)
);
call ticket.protect('verdicts');
call ticket.append_only('verdicts');
grant select, insert on ticket.verdicts to kontor_ticket;
