-- R4: the life of tickets as it was told. Quotas of calls count by it: on opening, on closing, not twice on reopening.
create table billing.tickets (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  opened_at timestamptz not null,
  constraint tickets_pk primary key (tenant_id, id)
);
call billing.protect('tickets');
call billing.append_only('tickets');
grant select, insert on billing.tickets to kontor_billing;

-- Each change between work that goes on and work that is done; `number` is the version of the ticket's event.
create table billing.ticket_moves (
  tenant_id uuid not null,
  ticket_id uuid not null,
  number bigint not null,
  done boolean not null,
  at timestamptz not null,
  constraint ticket_moves_pk primary key (tenant_id, ticket_id, number),
  constraint ticket_moves_ticket_fk foreign key (tenant_id, ticket_id) references billing.tickets (tenant_id, id)
);
call billing.protect('ticket_moves');
call billing.append_only('ticket_moves');
grant select, insert on billing.ticket_moves to kontor_billing;
