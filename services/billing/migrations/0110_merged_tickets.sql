-- R4, K7: tickets that were merged count as one. What was invoiced keeps the ticket that it names.
create table billing.merged_tickets (
  tenant_id uuid not null,
  ticket_id uuid not null,
  -- The one that stays: a pointer of one step.
  into_id uuid not null,
  constraint merged_tickets_pk primary key (tenant_id, ticket_id),
  constraint merged_tickets_two check (ticket_id <> into_id)
);
call billing.protect('merged_tickets');
grant select, insert, update on billing.merged_tickets to kontor_billing;
create index merged_tickets_into on billing.merged_tickets (tenant_id, into_id);
