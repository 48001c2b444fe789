-- SEPA direct debits (B8): who collects, by which mandates, what was collected.
create table billing.debit_settings (
  tenant_id uuid not null,
  version int not null,
  settings bytea not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint debit_settings_pk primary key (tenant_id, version)
);
call billing.protect('debit_settings');
call billing.append_only('debit_settings');
grant select, insert on billing.debit_settings to kontor_billing;

create table billing.mandates (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  reference text not null,
  signed_on date not null,
  iban text not null,
  once boolean not null,
  mandate bytea not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint mandates_pk primary key (tenant_id, id),
  constraint mandates_reference_unique unique (tenant_id, reference)
);
create index mandates_by_customer on billing.mandates (tenant_id, customer_id, at desc);
create index mandates_by_account on billing.mandates (tenant_id, iban);
create index mandates_in_order on billing.mandates (tenant_id, at desc, id desc);
call billing.protect('mandates');
call billing.append_only('mandates');
grant select, insert on billing.mandates to kontor_billing;

create table billing.mandate_ends (
  tenant_id uuid not null,
  mandate_id uuid not null,
  reason text not null,
  by_name text not null,
  at timestamptz not null,
  constraint mandate_ends_pk primary key (tenant_id, mandate_id),
  constraint mandate_ends_mandate_fk foreign key (tenant_id, mandate_id) references billing.mandates (tenant_id, id)
);
call billing.protect('mandate_ends');
call billing.append_only('mandate_ends');
grant select, insert on billing.mandate_ends to kontor_billing;

-- A run is a file for the bank, stored as it was made.
create table billing.debit_runs (
  tenant_id uuid not null,
  id uuid not null,
  number int not null,
  run bytea not null,
  content bytea not null,
  sha256 bytea not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint debit_runs_pk primary key (tenant_id, id),
  constraint debit_runs_number_unique unique (tenant_id, number),
  constraint debit_runs_hash check (sha256 = sha256(content))
);
call billing.protect('debit_runs');
call billing.append_only('debit_runs');
grant select, insert on billing.debit_runs to kontor_billing;

-- An invoice is in one run at most: nothing is collected twice.
create table billing.debit_items (
  tenant_id uuid not null,
  invoice_id uuid not null,
  run_id uuid not null,
  mandate_id uuid not null,
  amount numeric not null,
  collect_on date not null,
  constraint debit_items_pk primary key (tenant_id, invoice_id),
  constraint debit_items_positive check (amount > 0),
  constraint debit_items_run_fk foreign key (tenant_id, run_id) references billing.debit_runs (tenant_id, id),
  constraint debit_items_mandate_fk foreign key (tenant_id, mandate_id) references billing.mandates (tenant_id, id),
  constraint debit_items_invoice_fk foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
);
create index debit_items_by_run on billing.debit_items (tenant_id, run_id);
create index debit_items_by_mandate on billing.debit_items (tenant_id, mandate_id);
call billing.protect('debit_items');
call billing.append_only('debit_items');
grant select, insert on billing.debit_items to kontor_billing;

-- Discounts for early payment: of the house (no customer), or of a customer instead.
create table billing.payment_terms (
  tenant_id uuid not null,
  customer_id uuid not null,
  version int not null,
  terms bytea not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint payment_terms_pk primary key (tenant_id, customer_id, version)
);
call billing.protect('payment_terms');
call billing.append_only('payment_terms');
grant select, insert on billing.payment_terms to kontor_billing;
