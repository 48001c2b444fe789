-- How the house reminds customers of what is due (B8).
create table billing.reminder_settings (
  tenant_id uuid not null,
  version int not null,
  settings bytea not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint reminder_settings_pk primary key (tenant_id, version)
);
call billing.protect('reminder_settings');
call billing.append_only('reminder_settings');
grant select, insert on billing.reminder_settings to kontor_billing;

-- Nobody is reminded of a disputed invoice, nor where someone agreed on something else. A stop ends by its day or by a person.
create table billing.reminder_stops (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  invoice_id uuid,
  kind int not null,
  reason text not null,
  until date,
  by_name text not null,
  at timestamptz not null,
  constraint reminder_stops_pk primary key (tenant_id, id),
  constraint reminder_stops_reason check (reason <> ''),
  constraint reminder_stops_invoice_fk foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
);
create index reminder_stops_by_customer on billing.reminder_stops (tenant_id, customer_id);
create index reminder_stops_in_order on billing.reminder_stops (tenant_id, at desc, id desc);
call billing.protect('reminder_stops');
call billing.append_only('reminder_stops');
grant select, insert on billing.reminder_stops to kontor_billing;

create table billing.reminder_stop_ends (
  tenant_id uuid not null,
  stop_id uuid not null,
  reason text not null,
  by_name text not null,
  at timestamptz not null,
  constraint reminder_stop_ends_pk primary key (tenant_id, stop_id),
  constraint reminder_stop_ends_stop_fk foreign key (tenant_id, stop_id) references billing.reminder_stops (tenant_id, id)
);
call billing.protect('reminder_stop_ends');
call billing.append_only('reminder_stop_ends');
grant select, insert on billing.reminder_stop_ends to kontor_billing;

-- A run proposes letters; a person confirms it once, or discards it.
create table billing.reminder_runs (
  tenant_id uuid not null,
  id uuid not null,
  number int not null,
  run bytea not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint reminder_runs_pk primary key (tenant_id, id),
  constraint reminder_runs_number_unique unique (tenant_id, number)
);
call billing.protect('reminder_runs');
call billing.append_only('reminder_runs');
grant select, insert on billing.reminder_runs to kontor_billing;

create table billing.reminder_run_ends (
  tenant_id uuid not null,
  run_id uuid not null,
  run bytea not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint reminder_run_ends_pk primary key (tenant_id, run_id),
  constraint reminder_run_ends_run_fk foreign key (tenant_id, run_id) references billing.reminder_runs (tenant_id, id)
);
call billing.protect('reminder_run_ends');
call billing.append_only('reminder_run_ends');
grant select, insert on billing.reminder_run_ends to kontor_billing;

-- Counters of documents that are no invoices: `reminder`, `debit`. Taken in the transaction that stores the document.
create table billing.document_series (
  tenant_id uuid not null,
  kind text not null,
  prefix text not null,
  year int not null,
  counter bigint not null,
  constraint document_series_pk primary key (tenant_id, kind, prefix, year),
  constraint document_series_positive check (counter > 0)
);
call billing.protect('document_series');
grant select, insert, update on billing.document_series to kontor_billing;

-- A letter as it went out: stored once, never changed.
create table billing.reminders (
  tenant_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  customer_id uuid not null,
  number text not null,
  level int not null,
  issue_date date not null,
  reminder bytea not null,
  content bytea not null,
  sha256 bytea not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint reminders_pk primary key (tenant_id, id),
  constraint reminders_number_unique unique (tenant_id, number),
  constraint reminders_level check (level > 0),
  constraint reminders_hash check (sha256 = sha256(content)),
  constraint reminders_run_fk foreign key (tenant_id, run_id) references billing.reminder_runs (tenant_id, id)
);
create index reminders_in_order on billing.reminders (tenant_id, at desc, id desc);
create index reminders_by_customer on billing.reminders (tenant_id, customer_id);
call billing.protect('reminders');
call billing.append_only('reminders');
grant select, insert on billing.reminders to kontor_billing;

-- No level of an invoice comes twice, and none is skipped (a level's row needs the one before).
create table billing.reminder_items (
  tenant_id uuid not null,
  invoice_id uuid not null,
  level int not null,
  previous int,
  reminder_id uuid not null,
  issue_date date not null,
  constraint reminder_items_pk primary key (tenant_id, invoice_id, level),
  constraint reminder_items_dense check (level > 0 and previous is not distinct from nullif(level - 1, 0)),
  constraint reminder_items_previous_fk foreign key (tenant_id, invoice_id, previous)
    references billing.reminder_items (tenant_id, invoice_id, level),
  constraint reminder_items_reminder_fk foreign key (tenant_id, reminder_id) references billing.reminders (tenant_id, id),
  constraint reminder_items_invoice_fk foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
);
create index reminder_items_by_reminder on billing.reminder_items (tenant_id, reminder_id);
call billing.protect('reminder_items');
call billing.append_only('reminder_items');
grant select, insert on billing.reminder_items to kontor_billing;
