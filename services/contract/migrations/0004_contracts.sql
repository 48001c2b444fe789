-- Contracts and their versions. Ranges of one contract never overlap (C3); terms never change.

create table contract.contracts (
  tenant_id uuid not null,
  id uuid not null,
  number text not null constraint contracts_number_form check (number ~ '^[A-Za-z0-9-]{1,40}$'),
  customer_id uuid not null,
  display_name text not null constraint contracts_name_length check (char_length(display_name) between 1 and 200),
  priority smallint not null constraint contracts_priority_range check (priority between 0 and 100),
  fall_through uuid,
  suspended boolean not null default false,
  -- The etag and the version of its last event.
  version bigint not null default 1 constraint contracts_version_positive check (version > 0),
  create_time timestamptz not null,
  constraint contracts_pk primary key (tenant_id, id),
  constraint contracts_number_unique unique (tenant_id, number),
  constraint contracts_customer_fk foreign key (tenant_id, customer_id) references contract.customers (tenant_id, id),
  constraint contracts_of_customer_unique unique (tenant_id, customer_id, id),
  -- What it falls through to is there before it and never changes: there are no rings (C5).
  constraint contracts_fall_through_fk foreign key (tenant_id, customer_id, fall_through)
    references contract.contracts (tenant_id, customer_id, id)
);
call contract.protect('contracts');
grant select, insert, update (suspended, version) on contract.contracts to kontor_contract;

-- `terms` is an encoded kontor.contract.v1.Terms without its validity.
create table contract.contract_versions (
  tenant_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  number int not null constraint contract_versions_number_positive check (number > 0),
  validity daterange not null constraint contract_versions_validity_not_empty check (not isempty(validity)),
  calendar_id uuid not null,
  sla_policy_id uuid,
  terms bytea not null,
  create_time timestamptz not null,
  constraint contract_versions_pk primary key (tenant_id, id),
  constraint contract_versions_number_unique unique (tenant_id, contract_id, number),
  constraint contract_versions_contract_fk foreign key (tenant_id, contract_id)
    references contract.contracts (tenant_id, id),
  constraint contract_versions_calendar_fk foreign key (tenant_id, calendar_id)
    references contract.calendars (tenant_id, id),
  constraint contract_versions_sla_policy_fk foreign key (tenant_id, sla_policy_id)
    references contract.sla_policies (tenant_id, id),
  constraint contract_versions_no_overlap exclude using gist
    (tenant_id with =, contract_id with =, validity with &&)
);
call contract.protect('contract_versions');
grant select, insert, update (validity) on contract.contract_versions to kontor_contract;

-- An open end may be closed once; nothing else of a version changes, and none goes.
create function contract.keep_version() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if tg_op = 'UPDATE' and upper_inf(old.validity) and not upper_inf(new.validity)
     and lower(old.validity) = lower(new.validity)
     and to_jsonb(old) - 'validity' = to_jsonb(new) - 'validity' then
    return new;
  end if;
  raise exception 'contract.contract_versions is append-only' using errcode = 'KT002';
end $$;
create trigger keep_version before update or delete on contract.contract_versions
  for each row execute function contract.keep_version();
create trigger no_truncate before truncate on contract.contract_versions
  for each statement execute function contract.refuse_change();
