-- Tables with the columns, indexes and constraints of the ticket service's, filled with what its largest house has.
create schema bench;

-- Ids that scripts know: houses and tickets are numbered from 1.
create function bench.id(number bigint) returns uuid language sql immutable strict parallel safe as $$
  select lpad(to_hex(number), 32, '0')::uuid
$$;

-- Ids that sort by time, as those of the services.
create function bench.fresh_id() returns uuid language sql volatile parallel safe as $$
  select (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')
    || substr(replace(gen_random_uuid()::text, '-', ''), 13))::uuid
$$;

create table bench.chosen as
  select tenant_id as of_house, id as was, bench.id(row_number() over (order by id)) as becomes
  from ticket.tickets
  where tenant_id = (select tenant_id from ticket.tickets group by tenant_id order by count(*) desc limit 1);

do $$
declare
  name text;
  target record;
  link record;
begin
  foreach name in array array['number_counters', 'idempotency', 'tickets', 'verdicts', 'log_entries', 'pending'] loop
    execute format('create table bench.%I (like ticket.%I including all)', name, name);
    for target in select array_to_string(reloptions, ', ') as options from pg_class
      where oid = format('ticket.%I', name)::regclass and reloptions is not null
    loop
      execute format('alter table bench.%I set (%s)', name, target.options);
    end loop;
  end loop;
  foreach name in array array['tickets', 'verdicts', 'log_entries'] loop
    select string_agg(quote_ident(attname), ', ' order by attnum) as columns,
      string_agg(case attname when 'tenant_id' then 'bench.id(1)'
        when case name when 'tickets' then 'id' else 'ticket_id' end then 'c.becomes'
        else 't.' || quote_ident(attname) end, ', ' order by attnum) as sources
    into target from pg_attribute
    where attrelid = format('ticket.%I', name)::regclass and attnum > 0 and attgenerated = '' and not attisdropped;
    execute format('insert into bench.%I (%s) select %s from ticket.%I t join bench.chosen c
      on t.tenant_id = c.of_house and t.%I = c.was', name, target.columns, target.sources, name,
      case name when 'tickets' then 'id' else 'ticket_id' end);
  end loop;
  for link in select r.relname as of_table, c.conname, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_class r on r.oid = c.conrelid
    where c.contype = 'f' and r.oid in ('ticket.verdicts'::regclass, 'ticket.log_entries'::regclass)
  loop
    execute format('alter table bench.%I add constraint %I %s', link.of_table, link.conname,
      replace(link.definition, 'ticket.', 'bench.'));
  end loop;
end $$;

-- What is written is as large as what the service writes.
create table bench.sample as
select
  (select response from ticket.idempotency where method = 'CreateTicket' limit 1) as created,
  (select response from ticket.idempotency where method = 'AddLogEntry' limit 1) as added,
  (select payload from ticket.event_log where kind = 'kontor.ticket.v1.TicketOpened' limit 1) as opened,
  (select payload from ticket.event_log where kind = 'kontor.ticket.v1.TicketLogged' limit 1) as told,
  (select coverage from ticket.verdicts limit 1) as coverage;

analyze;
