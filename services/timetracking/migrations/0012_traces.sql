-- What technicians did, as the tickets' logs and the logs of remote tools tell (N4). Nothing of it is billed.
create table timetracking.traces (
  tenant_id uuid not null,
  id uuid not null,
  technician_id uuid not null,
  -- `tickets/{ticket}/logEntries/{sequence}` or `sessions/{digest}`: taken once.
  source text not null,
  kind text not null,
  -- Null where a log of sessions names no ticket.
  ticket_id uuid,
  -- Where without a ticket, such as host and customer.
  place text not null,
  note text not null,
  start_time timestamptz not null,
  end_time timestamptz not null,
  -- Whether beginning and end were measured; otherwise the length was told or is the usual one.
  measured boolean not null,
  record_time timestamptz not null,
  constraint traces_pk primary key (tenant_id, id),
  constraint traces_source_once unique (tenant_id, source),
  constraint traces_kind_known check (kind in ('call', 'mail', 'remote_session', 'visit', 'state_change', 'note')),
  constraint traces_of_a_day check (end_time > start_time and end_time <= start_time + interval '24 hours')
);
call timetracking.protect('traces');
call timetracking.append_only('traces');
grant select, insert on timetracking.traces to kontor_timetracking;
create index traces_of_technician on timetracking.traces (tenant_id, technician_id, start_time, id);

-- Sessions of imported logs, by the digest of what they say: a log may be imported again.
create table timetracking.sessions (
  tenant_id uuid not null,
  digest bytea not null,
  trace_id uuid not null,
  constraint sessions_pk primary key (tenant_id, digest),
  constraint sessions_trace_known foreign key (tenant_id, trace_id) references timetracking.traces (tenant_id, id)
);
call timetracking.protect('sessions');
call timetracking.append_only('sessions');
grant select, insert on timetracking.sessions to kontor_timetracking;

-- What became of proposals. The key holds that each is decided once.
create table timetracking.decided_proposals (
  tenant_id uuid not null,
  id uuid not null,
  technician_id uuid not null,
  start_time timestamptz not null,
  end_time timestamptz not null,
  trace_ids uuid[] not null,
  -- The entry that it became; null where it was dismissed.
  entry_id uuid,
  reason text not null,
  recorder text not null,
  record_time timestamptz not null,
  constraint decided_proposals_pk primary key (tenant_id, id),
  constraint decided_proposals_entry_known foreign key (tenant_id, entry_id)
    references timetracking.entries (tenant_id, id),
  constraint decided_proposals_dismissed_for_a_reason check ((entry_id is null) = (reason <> ''))
);
call timetracking.protect('decided_proposals');
call timetracking.append_only('decided_proposals');
grant select, insert on timetracking.decided_proposals to kontor_timetracking;
create index decided_proposals_of_technician on timetracking.decided_proposals (tenant_id, technician_id, start_time);

-- Logs of sessions name tickets by number.
create index tickets_by_number on timetracking.tickets (tenant_id, number);
