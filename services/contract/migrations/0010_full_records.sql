-- What a system house knows of its customers beyond the first columns; a number, a version and a merge pointer for each
-- kind of record. New columns have defaults, so that an older version of the service goes on beside this one.

alter table contract.customers
  -- BT-49 and its scheme (EAS); both empty where the invoices go to invoice_email.
  add column electronic_scheme text not null default '',
  add column electronic_id text not null default '',
  add column invoice_profile text not null default 'automatic',
  add column iban text not null default '',
  add column merged_into uuid,
  add constraint customers_electronic_address_whole check ((electronic_scheme = '') = (electronic_id = '')),
  add constraint customers_electronic_scheme_form check (electronic_scheme ~ '^([0-9A-Z]{2,4})?$'),
  add constraint customers_electronic_id_length check (char_length(electronic_id) <= 100),
  add constraint customers_invoice_profile_known check (invoice_profile in ('automatic', 'xrechnung', 'zugferd')),
  add constraint customers_iban_form check (iban ~ '^([A-Z]{2}[0-9]{2}[A-Z0-9]{10,30})?$'),
  add constraint customers_merged_fk foreign key (tenant_id, merged_into) references contract.customers (tenant_id, id),
  add constraint customers_merged_elsewhere check (merged_into <> id);
create index customers_merged on contract.customers (tenant_id, merged_into) where merged_into is not null;

alter table contract.contacts
  add column number text not null default '',
  add column version bigint not null default 1,
  add column merged_into uuid,
  add constraint contacts_version_positive check (version > 0),
  add constraint contacts_number_form check (number ~ '^[A-Za-z0-9._-]{0,40}$'),
  add constraint contacts_merged_fk foreign key (tenant_id, customer_id, merged_into)
    references contract.contacts (tenant_id, customer_id, id),
  add constraint contacts_merged_elsewhere check (merged_into <> id);
create index contacts_merged on contract.contacts (tenant_id, customer_id, merged_into) where merged_into is not null;

alter table contract.sites
  add column number text not null default '',
  add column version bigint not null default 1,
  add constraint sites_version_positive check (version > 0),
  add constraint sites_number_form check (number ~ '^[A-Za-z0-9._-]{0,40}$');

alter table contract.assets
  add column number text not null default '',
  add column version bigint not null default 1,
  add column merged_into uuid,
  add column criticality text not null default '',
  add column warranty_until date,
  add column maintenance_contract text not null default '',
  add column maintenance_until date,
  add constraint assets_version_positive check (version > 0),
  add constraint assets_number_form check (number ~ '^[A-Za-z0-9._-]{0,40}$'),
  add constraint assets_criticality_known check (criticality in ('', 'critical', 'high', 'normal', 'low')),
  add constraint assets_maintenance_contract_length check (char_length(maintenance_contract) <= 100),
  add constraint assets_merged_fk foreign key (tenant_id, customer_id, merged_into)
    references contract.assets (tenant_id, customer_id, id),
  add constraint assets_merged_elsewhere check (merged_into <> id);
create index assets_merged on contract.assets (tenant_id, customer_id, merged_into) where merged_into is not null;

alter table contract.directives
  add column withdrawn boolean not null default false,
  add column version bigint not null default 1,
  add constraint directives_version_positive check (version > 0);

-- The number of what has none given: the last sixteen digits of its id, so that everything can be named in a file.
alter table contract.contacts alter column number type text using right(replace(id::text, '-', ''), 16);
alter table contract.sites alter column number type text using right(replace(id::text, '-', ''), 16);
alter table contract.assets alter column number type text using right(replace(id::text, '-', ''), 16);

create function contract.give_number() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if new.number = '' then
    new.number := right(replace(new.id::text, '-', ''), 16);
  end if;
  return new;
end $$;
create trigger give_number before insert or update on contract.contacts
  for each row execute function contract.give_number();
create trigger give_number before insert or update on contract.sites
  for each row execute function contract.give_number();
create trigger give_number before insert or update on contract.assets
  for each row execute function contract.give_number();

alter table contract.contacts add constraint contacts_number_unique unique (tenant_id, number);
alter table contract.sites add constraint sites_number_unique unique (tenant_id, number);
alter table contract.assets add constraint assets_number_unique unique (tenant_id, number);

-- Names may change places within one statement, so the rule is judged when the statement ends. What was merged into
-- another asset gives its name free.
alter table contract.assets drop constraint assets_name_unique;
alter table contract.assets add column name_of uuid generated always as
  (case when merged_into is null then null else id end) stored;
alter table contract.assets add constraint assets_name_unique
  unique nulls not distinct (tenant_id, display_name, customer_id, name_of) deferrable initially immediate;

-- Pages of what belongs to a customer.
create index contacts_of_customer on contract.contacts (tenant_id, customer_id, number) where merged_into is null;
create index sites_of_customer on contract.sites (tenant_id, customer_id, number);
create index assets_of_customer on contract.assets (tenant_id, customer_id, number) where merged_into is null;
create index directives_page on contract.directives (tenant_id, customer_id, id);

grant update on contract.contacts, contract.sites, contract.assets, contract.directives to kontor_contract;
