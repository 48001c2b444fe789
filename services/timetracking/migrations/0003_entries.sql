-- Work done, as the newest version says it. The ticket's facts are those of the time it was saved.
create table timetracking.entries (
  tenant_id uuid not null,
  id uuid not null,
  version int not null,
  technician_id uuid not null,
  ticket_id uuid not null,
  ticket_number text not null,
  customer_id uuid not null,
  contact_id uuid,
  asset_id uuid,
  site_id uuid,
  priority text not null,
  activity text not null,
  channel text not null,
  start_time timestamptz not null,
  end_time timestamptz not null,
  seconds int not null,
  text text not null,
  internal_text text not null,
  goodwill_reason text not null,
  cost_center text not null,
  allow_overlap boolean not null,
  reason text not null,
  recorder text not null,
  record_time timestamptz not null,
  create_time timestamptz not null,
  billing_state text not null,
  constraint entries_pk primary key (tenant_id, id),
  constraint entries_ticket_known foreign key (tenant_id, ticket_id) references timetracking.tickets (tenant_id, id),
  constraint entries_version_positive check (version >= 1),
  constraint entries_seconds_of_a_day check (seconds between 1 and 86400),
  constraint entries_end_fits check (extract(epoch from end_time - start_time) = seconds),
  constraint entries_channel_known check (channel in ('remote', 'phone', 'on_site', 'travel')),
  constraint entries_billing_state_known check (billing_state in ('pending', 'rated', 'undecided', 'invoiced'))
) with (fillfactor = 80);
call timetracking.protect('entries');
grant select, insert, update on timetracking.entries to kontor_timetracking;

-- Lists read these backwards and stop at the end of the page (X4); the second also finds overlaps (T4).
create index entries_by_start on timetracking.entries (tenant_id, start_time, id);
create index entries_of_technician on timetracking.entries (tenant_id, technician_id, start_time, id);
create index entries_of_ticket on timetracking.entries (tenant_id, ticket_id, start_time, id);
create index entries_of_customer on timetracking.entries (tenant_id, customer_id, start_time, id);
