-- Approval, where a house wants it (T6): what the house lets pass, and where each entry stands.
create table timetracking.capture_rules (
  tenant_id uuid not null,
  version int not null,
  -- Entries of more seconds wait; null for none.
  approve_above_seconds int,
  approve_foreign_tickets boolean not null,
  approve_goodwill boolean not null,
  -- Remote sessions that are read from files (N4): gaps up to this are bridged, shorter ones dropped.
  session_gap_seconds int not null,
  session_least_seconds int not null,
  changer text not null,
  change_time timestamptz not null,
  constraint capture_rules_pk primary key (tenant_id),
  constraint capture_rules_version_positive check (version >= 1),
  constraint capture_rules_limit_of_a_day check (approve_above_seconds between 0 and 86400),
  constraint capture_rules_gap_of_a_day check (session_gap_seconds between 0 and 86400),
  constraint capture_rules_least_of_a_day check (session_least_seconds between 0 and 86400)
);
call timetracking.protect('capture_rules');
grant select, insert, update on timetracking.capture_rules to kontor_timetracking;

alter table timetracking.tickets add column assignee_id uuid;

alter table timetracking.entries
  add column approval text not null default 'not_needed',
  -- Words in the order of ApprovalReason, such as {long,goodwill}.
  add column approval_reasons text[] not null default '{}',
  add constraint entries_approval_known check (approval in ('not_needed', 'waiting', 'approved', 'rejected'));
alter table timetracking.entry_versions
  add column approval text not null default 'not_needed',
  add column approval_reasons text[] not null default '{}',
  add constraint entry_versions_approval_known check (approval in ('not_needed', 'waiting', 'approved', 'rejected'));

-- Who approves reads those that wait, oldest first.
create index entries_waiting on timetracking.entries (tenant_id, start_time, id) where approval = 'waiting';
