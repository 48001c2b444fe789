-- One row for each customer that has anything to bill: whoever rates a customer anew locks it first.
create table billing.customers (
  tenant_id uuid not null,
  id uuid not null,
  revision bigint not null default 0,
  constraint customers_pk primary key (tenant_id, id)
);
call billing.protect('customers');
grant select, insert, update on billing.customers to kontor_billing;
