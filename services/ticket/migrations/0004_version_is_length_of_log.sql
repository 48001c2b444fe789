-- I10: each version of a ticket has exactly one log entry. Checked when the transaction commits, so that ticket and
-- log may be written in any order.

create function ticket.check_version_is_logged() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if not exists (select from ticket.log_entries e where e.tenant_id = new.tenant_id and e.ticket_id = new.id
                 and e.sequence = new.version and e.digest = new.digest) then
    raise exception 'version % of ticket % has no log entry', new.version, new.id using errcode = 'KT003';
  end if;
  return null;
end $$;

create constraint trigger version_is_logged after insert or update of version, digest on ticket.tickets
  deferrable initially deferred for each row execute function ticket.check_version_is_logged();

create function ticket.check_entry_is_counted() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if not exists (select from ticket.tickets t where t.tenant_id = new.tenant_id and t.id = new.ticket_id
                 and t.version >= new.sequence) then
    raise exception 'entry % of ticket % is not counted', new.sequence, new.ticket_id using errcode = 'KT003';
  end if;
  return null;
end $$;

create constraint trigger entry_is_counted after insert on ticket.log_entries
  deferrable initially deferred for each row execute function ticket.check_entry_is_counted();
