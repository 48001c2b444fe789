-- What is known of tickets: told by the ticket service, or asked when work begins before the telling.
create table timetracking.tickets (
  tenant_id uuid not null,
  id uuid not null,
  number text not null,
  subject text not null,
  customer_id uuid not null,
  contact_id uuid,
  asset_id uuid,
  site_id uuid,
  priority text not null,
  state text not null,
  -- The ticket's version that says so: what is older changes nothing.
  version int not null,
  constraint tickets_pk primary key (tenant_id, id),
  constraint tickets_priority_known check (priority in ('critical', 'high', 'normal', 'low')),
  constraint tickets_state_known check (state in
    ('new', 'in_progress', 'waiting_customer', 'waiting_vendor', 'scheduled', 'resolved', 'closed'))
);
call timetracking.protect('tickets');
grant select, insert, update on timetracking.tickets to kontor_timetracking;
