-- Tickets in the hands of another house (N10). As with agreements, rows belong to the giving house and the taking one
-- reads them. Nothing of the ticket is copied but its number, by which both settle.

create table ticket.handovers (
  tenant_id uuid not null,
  id uuid not null,
  agreement_id uuid not null,
  taker_id uuid not null,
  ticket_id uuid not null,
  ticket_number text not null,
  state text not null constraint handovers_state_known check (state in ('handed', 'taken', 'ended')),
  automatic boolean not null,
  hand_time timestamptz not null,
  -- The first instant at which the taking house no longer sees it.
  access_until timestamptz not null,
  taken_by text,
  take_time timestamptz,
  ended_as text constraint handovers_ended_as_known check (ended_as in ('resolved', 'returned', 'taken_back', 'lapsed')),
  end_time timestamptz,
  -- The length of its record.
  steps int not null constraint handovers_steps_positive check (steps > 0),
  constraint handovers_pk primary key (tenant_id, id),
  constraint handovers_id_unique unique (id),
  constraint handovers_whole_unique unique (tenant_id, id, agreement_id, taker_id, ticket_id),
  constraint handovers_agreement_fk foreign key (tenant_id, agreement_id, taker_id)
    references ticket.verbund_agreements (tenant_id, id, taker_id),
  constraint handovers_ticket_fk foreign key (tenant_id, ticket_id) references ticket.tickets (tenant_id, id),
  constraint handovers_access_after_handing check (access_until > hand_time),
  constraint handovers_taken_by_someone check (state <> 'taken' or (taken_by is not null and take_time is not null)),
  constraint handovers_ended_once check ((state = 'ended') = (ended_as is not null and end_time is not null))
);
call ticket.protect('handovers');
create policy taker on ticket.handovers for select to kontor_ticket
  using (taker_id = (select ticket.current_tenant()));
grant select, insert on ticket.handovers to kontor_ticket;
grant update (state, taken_by, take_time, ended_as, end_time, steps) on ticket.handovers to kontor_ticket;

-- A ticket is with one house at a time.
create unique index handovers_one_at_a_time on ticket.handovers (tenant_id, ticket_id) where state <> 'ended';
create index handovers_given on ticket.handovers (tenant_id, hand_time, id);
create index handovers_with_taker on ticket.handovers (taker_id, hand_time, id) where state <> 'ended';
create index handovers_of_agreement on ticket.handovers (tenant_id, agreement_id) where state <> 'ended';

-- What is over goes back: found across houses by the feed role.
create index handovers_by_end on ticket.handovers (access_until) where state <> 'ended';
call ticket.open_to_feed('handovers');
grant select (tenant_id, id, state, access_until) on ticket.handovers to kontor_ticket_feed;
