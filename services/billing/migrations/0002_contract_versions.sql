-- What the contract service told: quotas and fees come from here. `terms` is an encoded kontor.contract.v1.Terms.
create table billing.contract_versions (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  contract_id uuid not null,
  contract_number text not null,
  number int not null,
  valid_from date not null,
  terms bytea not null,
  time_zone text not null,
  constraint contract_versions_pk primary key (tenant_id, id),
  constraint contract_versions_number_unique unique (tenant_id, contract_id, number)
);
create index contract_versions_by_customer on billing.contract_versions (tenant_id, customer_id);
call billing.protect('contract_versions');
call billing.append_only('contract_versions');
grant select, insert on billing.contract_versions to kontor_billing;

create table billing.quotas (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  display_name text not null,
  kind int not null,
  granted numeric not null default 0,
  balance numeric not null default 0,
  event_version bigint not null default 0,
  constraint quotas_pk primary key (tenant_id, id)
);
create index quotas_by_customer on billing.quotas (tenant_id, customer_id);
call billing.protect('quotas');
grant select, insert, update on billing.quotas to kontor_billing;
