-- When resolved tickets close by themselves (K1): after the days that the house decided, as the contract service told, else
-- after seven.

create table ticket.closing_rules (
  tenant_id uuid not null,
  auto_close_days smallint not null constraint closing_rules_days_range check (auto_close_days between 1 and 365),
  constraint closing_rules_pk primary key (tenant_id)
);
call ticket.protect('closing_rules');
grant select, insert, update on ticket.closing_rules to kontor_ticket;

alter table ticket.tickets
  -- Since when it may close by itself; counts while it is resolved.
  add column close_time timestamptz;

create function ticket.set_close_time() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  new.close_time := new.resolve_time + make_interval(hours => 24 * coalesce(
    (select r.auto_close_days from ticket.closing_rules r where r.tenant_id = new.tenant_id), 7));
  return new;
end $$;
create trigger set_close_time before insert or update of state, resolve_time on ticket.tickets
  for each row when (new.state = 'resolved') execute function ticket.set_close_time();

alter table ticket.tickets no force row level security;
update ticket.tickets set close_time = resolve_time + interval '168 hours' where state = 'resolved';
alter table ticket.tickets force row level security;

drop index ticket.tickets_resolved;
create index tickets_to_close on ticket.tickets (close_time) where state = 'resolved';
-- A house's resolved tickets, when it decides otherwise.
create index tickets_resolved_of_house on ticket.tickets (tenant_id, id) where state = 'resolved';
grant select (close_time) on ticket.tickets to kontor_ticket_feed;
