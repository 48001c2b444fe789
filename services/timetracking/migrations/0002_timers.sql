-- Running timers; the key holds the rule that one runs per person (T2).
create table timetracking.timers (
  tenant_id uuid not null,
  technician_id uuid not null,
  id uuid not null,
  ticket_id uuid not null,
  activity text not null,
  channel text not null,
  start_time timestamptz not null,
  constraint timers_pk primary key (tenant_id, technician_id),
  constraint timers_ticket_known foreign key (tenant_id, ticket_id) references timetracking.tickets (tenant_id, id),
  constraint timers_channel_known check (channel in ('remote', 'phone', 'on_site', 'travel'))
);
call timetracking.protect('timers');
grant select, insert, delete on timetracking.timers to kontor_timetracking;
