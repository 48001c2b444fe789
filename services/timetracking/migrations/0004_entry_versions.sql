-- Every version of every entry, the newest too: what was said before stays (T5).
create table timetracking.entry_versions (
  tenant_id uuid not null,
  entry_id uuid not null,
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
  constraint entry_versions_pk primary key (tenant_id, entry_id, version),
  constraint entry_versions_entry_known foreign key (tenant_id, entry_id)
    references timetracking.entries (tenant_id, id),
  constraint entry_versions_reason_given check ((version = 1) = (reason = ''))
);
call timetracking.protect('entry_versions');
call timetracking.append_only('entry_versions');
grant select, insert on timetracking.entry_versions to kontor_timetracking;
