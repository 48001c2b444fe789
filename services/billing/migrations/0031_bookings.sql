create table billing.accounting_settings (
  tenant_id uuid not null,
  version int not null,
  settings bytea not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint accounting_settings_pk primary key (tenant_id, version)
);
call billing.protect('accounting_settings');
call billing.append_only('accounting_settings');
grant select, insert on billing.accounting_settings to kontor_billing;

-- A customer's account in the books: given once, kept for ever, because the adviser's books name it.
create table billing.debtors (
  tenant_id uuid not null,
  customer_id uuid not null,
  account bigint not null,
  constraint debtors_pk primary key (tenant_id, customer_id),
  constraint debtors_account_unique unique (tenant_id, account)
);
call billing.protect('debtors');
call billing.append_only('debtors');
grant select, insert on billing.debtors to kontor_billing;

-- Runs of exported bookings (B9). Their files are stored as they were handed over.
create table billing.booking_runs (
  tenant_id uuid not null,
  id uuid not null,
  number int not null,
  run bytea not null,
  at timestamptz not null,
  constraint booking_runs_pk primary key (tenant_id, id),
  constraint booking_runs_number_unique unique (tenant_id, number)
);
call billing.protect('booking_runs');
call billing.append_only('booking_runs');
grant select, insert on billing.booking_runs to kontor_billing;

create table billing.booking_files (
  tenant_id uuid not null,
  run_id uuid not null,
  file_name text not null,
  content bytea not null,
  sha256 bytea not null,
  constraint booking_files_pk primary key (tenant_id, run_id, file_name),
  constraint booking_files_hash check (sha256 = sha256(content)),
  constraint booking_files_run_fk foreign key (tenant_id, run_id) references billing.booking_runs (tenant_id, id)
);
call billing.protect('booking_files');
call billing.append_only('booking_files');
grant select, insert on billing.booking_files to kontor_billing;

-- An invoice is handed over once.
create table billing.booked_invoices (
  tenant_id uuid not null,
  invoice_id uuid not null,
  run_id uuid not null,
  constraint booked_invoices_pk primary key (tenant_id, invoice_id),
  constraint booked_invoices_run_fk foreign key (tenant_id, run_id) references billing.booking_runs (tenant_id, id),
  constraint booked_invoices_invoice_fk foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
);
create index booked_invoices_by_run on billing.booked_invoices (tenant_id, run_id);
call billing.protect('booked_invoices');
call billing.append_only('booked_invoices');
grant select, insert on billing.booked_invoices to kontor_billing;
