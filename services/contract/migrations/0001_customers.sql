-- Customers and what belongs to them.
-- `version` counts what callers see and is the etag; `revision` counts whatever coverage is judged by, so that a
-- cached judgement shows its age in the statement that uses it.

create table contract.customers (
  tenant_id uuid not null,
  id uuid not null,
  number text not null constraint customers_number_form check (number ~ '^[A-Za-z0-9-]{1,20}$'),
  display_name text not null constraint customers_name_length check (char_length(display_name) between 1 and 200),
  street text not null,
  postal_code text not null,
  city text not null,
  country_code text not null constraint customers_country_form check (country_code ~ '^[A-Z]{2}$'),
  vat_id text not null,
  leitweg_id text not null,
  buyer_reference text not null,
  invoice_email text not null,
  payment_days smallint not null constraint customers_payment_days_range check (payment_days between 0 and 120),
  suspended boolean not null,
  account_agent uuid,
  account_deputy uuid,
  language_code text not null constraint customers_language_known check (language_code in ('de', 'en')),
  note text not null,
  version bigint not null constraint customers_version_positive check (version > 0),
  revision bigint not null default 1 constraint customers_revision_positive check (revision > 0),
  create_time timestamptz not null,
  constraint customers_pk primary key (tenant_id, id),
  constraint customers_number_unique unique (tenant_id, number)
);
call contract.protect('customers');
grant select, insert, update on contract.customers to kontor_contract;

-- Who made which version of a customer, when, and how it was then.
create table contract.customer_history (
  tenant_id uuid not null,
  customer_id uuid not null,
  version bigint not null,
  actor text not null,
  actor_name text not null,
  at timestamptz not null,
  snapshot jsonb not null,
  constraint customer_history_pk primary key (tenant_id, customer_id, version),
  constraint customer_history_customer_fk foreign key (tenant_id, customer_id)
    references contract.customers (tenant_id, id)
);
call contract.protect('customer_history');
call contract.append_only('customer_history');
grant select, insert on contract.customer_history to kontor_contract;

create table contract.contacts (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  display_name text not null constraint contacts_name_length check (char_length(display_name) between 1 and 200),
  phones text[] not null,
  emails text[] not null,
  order_right text not null constraint contacts_order_right_known
    check (order_right in ('unlimited', 'limited', 'none')),
  order_limit numeric(20, 2),
  create_time timestamptz not null,
  constraint contacts_pk primary key (tenant_id, id),
  constraint contacts_customer_fk foreign key (tenant_id, customer_id) references contract.customers (tenant_id, id),
  constraint contacts_of_customer_unique unique (tenant_id, customer_id, id),
  constraint contacts_limit_where_limited check ((order_right = 'limited') = (order_limit is not null))
);
call contract.protect('contacts');
grant select, insert on contract.contacts to kontor_contract;

create table contract.sites (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  display_name text not null constraint sites_name_length check (char_length(display_name) between 1 and 200),
  -- All four or none.
  street text,
  postal_code text,
  city text,
  country_code text,
  create_time timestamptz not null,
  constraint sites_pk primary key (tenant_id, id),
  constraint sites_customer_fk foreign key (tenant_id, customer_id) references contract.customers (tenant_id, id),
  constraint sites_of_customer_unique unique (tenant_id, customer_id, id),
  constraint sites_address_whole check (num_nulls(street, postal_code, city, country_code) in (0, 4))
);
call contract.protect('sites');
grant select, insert on contract.sites to kontor_contract;

create table contract.assets (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  display_name text not null constraint assets_name_length check (char_length(display_name) between 1 and 100),
  asset_class text not null constraint assets_class_form check (asset_class ~ '^[a-z0-9_]{1,40}$'),
  site_id uuid,
  serial_number text not null,
  host_name text not null,
  create_time timestamptz not null,
  constraint assets_pk primary key (tenant_id, id),
  constraint assets_customer_fk foreign key (tenant_id, customer_id) references contract.customers (tenant_id, id),
  constraint assets_site_fk foreign key (tenant_id, customer_id, site_id)
    references contract.sites (tenant_id, customer_id, id),
  constraint assets_of_customer_unique unique (tenant_id, customer_id, id),
  -- In this order, so that it is never taken for the way to one asset of a customer with thousands.
  constraint assets_name_unique unique (tenant_id, display_name, customer_id)
);
call contract.protect('assets');
grant select, insert on contract.assets to kontor_contract;

create table contract.directives (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  severity text not null constraint directives_severity_known check (severity in ('info', 'caution', 'acknowledge')),
  text text not null constraint directives_text_length check (char_length(text) between 1 and 2000),
  create_time timestamptz not null,
  constraint directives_pk primary key (tenant_id, id),
  constraint directives_customer_fk foreign key (tenant_id, customer_id) references contract.customers (tenant_id, id)
);
call contract.protect('directives');
grant select, insert on contract.directives to kontor_contract;
create index directives_of_customer on contract.directives (tenant_id, customer_id);
