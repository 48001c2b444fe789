-- The log: append-only, gapless, hash-linked (K2). The README tells how the digest comes about.

create table ticket.log_entries (
  tenant_id uuid not null,
  ticket_id uuid not null,
  sequence int not null constraint log_entries_sequence_positive check (sequence > 0),
  -- The entry before: an entry cannot be without it, so the log has no holes.
  previous int generated always as (nullif(sequence - 1, 0)) stored,
  kind text not null,
  text text not null constraint log_entries_text_length check (char_length(text) <= 20300),
  actor text not null,
  event_time timestamptz not null,
  record_time timestamptz not null,
  -- A state change: from, to and the appointment.
  from_state text,
  to_state text,
  until_time timestamptz,
  -- A priority change: from, to.
  from_priority text,
  to_priority text,
  -- An assignment: to whom.
  assignee_id uuid,
  team text,
  -- An acknowledgement: of what.
  directive_id uuid,
  public boolean not null,
  responds boolean not null,
  worked_minutes int not null constraint log_entries_worked_minutes_range check (worked_minutes between 0 and 1440),
  digest bytea not null constraint log_entries_digest_sha256 check (octet_length(digest) = 32),
  constraint log_entries_pk primary key (tenant_id, ticket_id, sequence),
  constraint log_entries_ticket_fk foreign key (tenant_id, ticket_id) references ticket.tickets (tenant_id, id),
  constraint log_entries_dense_fk foreign key (tenant_id, ticket_id, previous)
    references ticket.log_entries (tenant_id, ticket_id, sequence)
);
call ticket.protect('log_entries');
call ticket.append_only('log_entries');
grant select, insert on ticket.log_entries to kontor_ticket;
