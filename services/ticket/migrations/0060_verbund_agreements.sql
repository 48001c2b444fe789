-- Agreements by which one house takes another's calls (N10). A row belongs to the giving house. The taking one reads it by
-- a policy of its own, and writes nothing: what it does, it does in the giving house (docs/verbund.md).

create table ticket.verbund_agreements (
  -- The giving house.
  tenant_id uuid not null,
  id uuid not null,
  taker_id uuid not null,
  title text not null constraint verbund_agreements_title_length check (char_length(title) between 1 and 100),
  state text not null constraint verbund_agreements_state_known check (state in ('offered', 'accepted', 'ended')),
  -- A calendar in its text form.
  hours text not null constraint verbund_agreements_hours_length check (char_length(hours) between 1 and 4000),
  valid_from date not null,
  valid_until date,
  -- Which tickets: of any of these; all where there are none.
  customers uuid[] not null,
  contracts uuid[] not null,
  assets uuid[] not null,
  automatic boolean not null,
  least_priority text not null constraint verbund_agreements_least_priority_known
    check (least_priority in ('critical', 'high', 'normal', 'low')),
  may_resolve boolean not null,
  wind_up_seconds int not null constraint verbund_agreements_wind_up_range check (wind_up_seconds between 0 and 86400),
  currency text not null constraint verbund_agreements_currency_form check (currency ~ '^[A-Z]{3}$'),
  price_per_call numeric(12, 2) not null constraint verbund_agreements_price_per_call_range check (price_per_call >= 0),
  price_per_minute numeric(12, 2) not null
    constraint verbund_agreements_price_per_minute_range check (price_per_minute >= 0),
  offered_by text not null,
  offer_time timestamptz not null,
  accepted_by text,
  accept_time timestamptz,
  ended_by uuid,
  end_time timestamptz,
  end_reason text constraint verbund_agreements_end_reason_length check (char_length(end_reason) between 1 and 2000),
  constraint verbund_agreements_pk primary key (tenant_id, id),
  constraint verbund_agreements_id_unique unique (id),
  -- What is handed over by it is handed to this house and no other.
  constraint verbund_agreements_taker_unique unique (tenant_id, id, taker_id),
  constraint verbund_agreements_two_houses check (taker_id <> tenant_id),
  constraint verbund_agreements_days_in_order check (valid_until >= valid_from),
  constraint verbund_agreements_accepted_once check (state <> 'accepted' or accept_time is not null),
  constraint verbund_agreements_ended_once check
    ((state = 'ended') = (ended_by is not null and end_time is not null and end_reason is not null)),
  constraint verbund_agreements_ended_by_one_of_both check (ended_by in (tenant_id, taker_id))
);
call ticket.protect('verbund_agreements');
create policy taker on ticket.verbund_agreements for select to kontor_ticket
  using (taker_id = (select ticket.current_tenant()));
-- The terms never change: only where it stands does.
grant select, insert on ticket.verbund_agreements to kontor_ticket;
grant update (state, accepted_by, accept_time, ended_by, end_time, end_reason)
  on ticket.verbund_agreements to kontor_ticket;

create index verbund_agreements_of_taker on ticket.verbund_agreements (taker_id, id);
create index verbund_agreements_in_force on ticket.verbund_agreements (tenant_id) where state = 'accepted';
