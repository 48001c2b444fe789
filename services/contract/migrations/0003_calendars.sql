-- Calendars in versions, SLA policies and price lists. Versions and policies never change, so that past promises can
-- be worked out again.

create extension if not exists btree_gist;

-- What belongs to the house as a whole; `revision` counts what the coverage of all its customers is judged by.
create table contract.houses (
  tenant_id uuid not null,
  revision bigint not null constraint houses_revision_positive check (revision > 0),
  constraint houses_pk primary key (tenant_id)
);
call contract.protect('houses');
grant select, insert, update on contract.houses to kontor_contract;

create table contract.calendars (
  tenant_id uuid not null,
  id uuid not null,
  display_name text not null constraint calendars_name_length check (char_length(display_name) between 1 and 200),
  create_time timestamptz not null,
  constraint calendars_pk primary key (tenant_id, id)
);
call contract.protect('calendars');
grant select, insert on contract.calendars to kontor_contract;

create table contract.calendar_versions (
  tenant_id uuid not null,
  calendar_id uuid not null,
  version int not null constraint calendar_versions_version_positive check (version > 0),
  definition text not null,
  create_time timestamptz not null,
  constraint calendar_versions_pk primary key (tenant_id, calendar_id, version),
  constraint calendar_versions_calendar_fk foreign key (tenant_id, calendar_id)
    references contract.calendars (tenant_id, id)
);
call contract.protect('calendar_versions');
call contract.append_only('calendar_versions');
grant select, insert on contract.calendar_versions to kontor_contract;

-- `policy` is an encoded kontor.contract.v1.SlaPolicy without its name.
create table contract.sla_policies (
  tenant_id uuid not null,
  id uuid not null,
  policy bytea not null,
  create_time timestamptz not null,
  constraint sla_policies_pk primary key (tenant_id, id)
);
call contract.protect('sla_policies');
call contract.append_only('sla_policies');
grant select, insert on contract.sla_policies to kontor_contract;

-- `prices` is an encoded kontor.contract.v1.PriceList without name, customer and validity.
-- Lists of one owner, a customer or the house, never overlap (C5).
create table contract.price_lists (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid,
  owner_id uuid not null generated always as (coalesce(customer_id, tenant_id)) stored,
  validity daterange not null constraint price_lists_validity_not_empty check (not isempty(validity)),
  prices bytea not null,
  create_time timestamptz not null,
  constraint price_lists_pk primary key (tenant_id, id),
  constraint price_lists_customer_fk foreign key (tenant_id, customer_id)
    references contract.customers (tenant_id, id),
  constraint price_lists_no_overlap exclude using gist (tenant_id with =, owner_id with =, validity with &&)
);
call contract.protect('price_lists');
call contract.append_only('price_lists');
grant select, insert on contract.price_lists to kontor_contract;
create index price_lists_of_owner on contract.price_lists (tenant_id, owner_id);
