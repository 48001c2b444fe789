-- What was done between the houses with a handed ticket: append-only, without holes, the same for both. Each step is an
-- entry of the ticket's log too, in the same transaction.

create table ticket.handover_steps (
  tenant_id uuid not null,
  handover_id uuid not null,
  sequence int not null constraint handover_steps_sequence_positive check (sequence > 0),
  -- The step before: a step cannot be without it, so the record has no holes.
  previous int generated always as (nullif(sequence - 1, 0)) stored,
  agreement_id uuid not null,
  taker_id uuid not null,
  ticket_id uuid not null,
  -- The entry of the giving house's log that tells of it.
  log_sequence int not null,
  kind text not null constraint handover_steps_kind_known check (kind in ('handed_over', 'taken', 'worked',
    'acknowledged', 'resolved', 'returned', 'taken_back', 'lapsed')),
  text text not null constraint handover_steps_text_length check (char_length(text) <= 10000),
  -- The house that did it; none where it came about by itself.
  house_id uuid constraint handover_steps_house_is_one_of_both check (house_id in (tenant_id, taker_id)),
  person text not null,
  -- Work: what it is in the log, when it began and how long it took.
  work_kind text,
  start_time timestamptz,
  seconds int constraint handover_steps_seconds_range check (seconds between 0 and 86400),
  record_time timestamptz not null,
  constraint handover_steps_pk primary key (tenant_id, handover_id, sequence),
  constraint handover_steps_handover_fk foreign key (tenant_id, handover_id, agreement_id, taker_id, ticket_id)
    references ticket.handovers (tenant_id, id, agreement_id, taker_id, ticket_id),
  constraint handover_steps_dense_fk foreign key (tenant_id, handover_id, previous)
    references ticket.handover_steps (tenant_id, handover_id, sequence),
  constraint handover_steps_logged_fk foreign key (tenant_id, ticket_id, log_sequence)
    references ticket.log_entries (tenant_id, ticket_id, sequence),
  constraint handover_steps_logged_once unique (tenant_id, ticket_id, log_sequence),
  constraint handover_steps_work_is_whole check ((kind = 'worked')
    = (work_kind is not null and start_time is not null and seconds is not null))
);
call ticket.protect('handover_steps');
call ticket.append_only('handover_steps');
create policy taker on ticket.handover_steps for select to kontor_ticket
  using (taker_id = (select ticket.current_tenant()));
grant select, insert on ticket.handover_steps to kontor_ticket;

-- What is settled: the work by agreement and month.
create index handover_steps_worked on ticket.handover_steps (tenant_id, agreement_id, start_time) where kind = 'worked';
