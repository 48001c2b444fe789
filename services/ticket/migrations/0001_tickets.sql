-- Tickets, numbered T-<year>-000001 ... in each house and year.

create table ticket.number_counters (
  tenant_id uuid not null,
  year int not null,
  last bigint not null constraint number_counters_last_positive check (last > 0),
  constraint number_counters_pk primary key (tenant_id, year)
);
call ticket.protect('number_counters');
grant select, insert, update on ticket.number_counters to kontor_ticket;

create table ticket.tickets (
  tenant_id uuid not null,
  id uuid not null,
  number text not null,
  customer_id uuid not null,
  contact_id uuid,
  asset_id uuid,
  site_id uuid,
  subject text not null constraint tickets_subject_length check (char_length(subject) between 1 and 200),
  description text not null constraint tickets_description_length check (char_length(description) <= 20000),
  priority text not null constraint tickets_priority_known check (priority in ('critical', 'high', 'normal', 'low')),
  state text not null constraint tickets_state_known check (state in
    ('new', 'in_progress', 'waiting_customer', 'waiting_vendor', 'scheduled', 'resolved', 'closed')),
  assignee_id uuid,
  team text not null constraint tickets_team_length check (char_length(team) <= 100),
  level smallint not null default 1 constraint tickets_level_known check (level in (1, 2)),
  -- Directives that must be acknowledged before work (C7).
  unacknowledged uuid[] not null,
  report_time timestamptz not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  -- The first entry with which the customer heard from the house (S3).
  response_time timestamptz,
  -- Since when it is resolved; null while it is open.
  resolve_time timestamptz,
  external_key text constraint tickets_external_key_length check (char_length(external_key) between 1 and 200),
  -- The length of the log and the digest of its last entry (I10, K2).
  version int not null constraint tickets_version_positive check (version > 0),
  digest bytea not null constraint tickets_digest_sha256 check (octet_length(digest) = 32),
  -- What escalation last told of the clocks: a ClockState of the wire and until when.
  response_clock smallint,
  response_due timestamptz,
  update_clock smallint,
  update_due timestamptz,
  resolution_clock smallint,
  resolution_due timestamptz,
  is_open boolean not null generated always as (state not in ('resolved', 'closed')) stored,
  -- What is due first among the clocks that run (1) or ran out (4); far away where nothing is.
  next_due timestamptz not null generated always as (coalesce(least(
    case when response_clock in (1, 4) and response_time is null then response_due end,
    case when update_clock in (1, 4) then update_due end,
    case when resolution_clock in (1, 4) and resolve_time is null then resolution_due end
  ), timestamptz '9999-01-01 00:00:00+00')) stored,
  constraint tickets_pk primary key (tenant_id, id),
  constraint tickets_number_unique unique (tenant_id, number),
  constraint tickets_external_key_unique unique (tenant_id, external_key)
) with (fillfactor = 80);
call ticket.protect('tickets');
grant select, insert, update on ticket.tickets to kontor_ticket;

-- Lists read these in order and stop at the end of the page (X4).
create index tickets_open_by_due on ticket.tickets (tenant_id, next_due, id) where is_open;
create index tickets_open_of_assignee on ticket.tickets (tenant_id, assignee_id, next_due, id) where is_open;
create index tickets_open_of_customer on ticket.tickets (tenant_id, customer_id, next_due, id) where is_open;
create index tickets_by_due on ticket.tickets (tenant_id, next_due, id);
create index tickets_of_customer on ticket.tickets (tenant_id, customer_id, next_due, id);

-- Resolved tickets close by themselves (K1): found across houses by the feed role.
create index tickets_resolved on ticket.tickets (resolve_time) where state = 'resolved';
call ticket.open_to_feed('tickets');
grant select (tenant_id, id, state, resolve_time) on ticket.tickets to kontor_ticket_feed;
