-- Tickets that came in while an agreement hands them over by themselves. Noted in the transaction that opens the ticket,
-- so that none is overlooked; looked at right after. Houses without such an agreement note nothing.

create table ticket.verbund_intake (
  tenant_id uuid not null,
  ticket_id uuid not null,
  create_time timestamptz not null,
  constraint verbund_intake_pk primary key (tenant_id, ticket_id),
  constraint verbund_intake_ticket_fk foreign key (tenant_id, ticket_id) references ticket.tickets (tenant_id, id)
);
call ticket.protect('verbund_intake');
call ticket.open_to_feed('verbund_intake');
grant select, insert, delete on ticket.verbund_intake to kontor_ticket;
grant select on ticket.verbund_intake to kontor_ticket_feed;
create index verbund_intake_by_time on ticket.verbund_intake (create_time, tenant_id, ticket_id);
create index verbund_agreements_automatic on ticket.verbund_agreements (tenant_id) where state = 'accepted' and automatic;

create function ticket.note_intake() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if exists (select from ticket.verbund_agreements a
             where a.tenant_id = new.tenant_id and a.state = 'accepted' and a.automatic) then
    insert into ticket.verbund_intake (tenant_id, ticket_id, create_time)
    values (new.tenant_id, new.id, new.create_time);
  end if;
  return null;
end $$;

-- What is imported comes with its whole log and is no call of now.
create trigger note_intake after insert on ticket.tickets
  for each row when (new.version = 1) execute function ticket.note_intake();
