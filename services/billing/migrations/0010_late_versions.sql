-- Versions of entries that were told while an earlier one was frozen on an invoice (R5a). The newest is taken up when
-- the invoice is cancelled (R8). `of_customer_id` is the customer of the frozen version.
create table billing.late_versions (
  tenant_id uuid not null,
  entry_id uuid not null,
  version int not null,
  of_customer_id uuid not null,
  customer_id uuid not null,
  ticket_id uuid not null,
  service_date date not null,
  saved bytea not null,
  spans bytea not null,
  constraint late_versions_pk primary key (tenant_id, entry_id, version),
  constraint late_versions_entry_fk foreign key (tenant_id, entry_id) references billing.entries (tenant_id, id)
);
create index late_versions_by_customer on billing.late_versions (tenant_id, of_customer_id);
call billing.protect('late_versions');
call billing.append_only('late_versions');
grant select, insert on billing.late_versions to kontor_billing;

-- The database holds it, too: what an invoice froze is not rated by other terms (I8).
create function billing.refuse_change_of_frozen() returns trigger language plpgsql
set search_path = pg_catalog as $$
begin
  if exists (select from billing.frozen_entries f
    where f.tenant_id = old.tenant_id and f.entry_id = old.id and f.released_by is null) then
    raise exception 'the entry % is on an invoice', old.id
      using errcode = 'check_violation', constraint = 'entries_frozen_unchanged';
  end if;
  return new;
end $$;
create trigger entries_frozen_unchanged before update on billing.entries
  for each row when ((old.version, old.customer_id, old.ticket_id, old.service_date, old.saved, old.spans)
    is distinct from (new.version, new.customer_id, new.ticket_id, new.service_date, new.saved, new.spans))
  execute function billing.refuse_change_of_frozen();
