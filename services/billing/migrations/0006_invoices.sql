create table billing.seller_profiles (
  tenant_id uuid not null,
  version int not null,
  profile bytea not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint seller_profiles_pk primary key (tenant_id, version)
);
call billing.protect('seller_profiles');
call billing.append_only('seller_profiles');
grant select, insert on billing.seller_profiles to kontor_billing;

-- B4: the counter of a series, taken as the last lock of the issuing transaction.
create table billing.number_series (
  tenant_id uuid not null,
  prefix text not null,
  year int not null,
  counter bigint not null,
  constraint number_series_pk primary key (tenant_id, prefix, year),
  constraint number_series_positive check (counter > 0)
);
call billing.protect('number_series');
grant select, insert, update on billing.number_series to kontor_billing;

-- Issued invoices never change (I8). `invoice` is an encoded kontor.billing.v1.Invoice, `terms` the business terms.
create table billing.invoices (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  prefix text not null,
  year int not null,
  counter bigint not null,
  number text not null,
  type int not null,
  cancels_id uuid,
  issue_date date not null,
  net numeric not null,
  vat numeric not null,
  gross numeric not null,
  currency text not null,
  invoice bytea not null,
  terms jsonb not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint invoices_pk primary key (tenant_id, id),
  constraint invoices_number_unique unique (tenant_id, number),
  constraint invoices_counter_unique unique (tenant_id, prefix, year, counter),
  constraint invoices_cancelled_once unique (tenant_id, cancels_id),
  constraint invoices_sum check (net + vat = gross),
  constraint invoices_cancels_fk foreign key (tenant_id, cancels_id) references billing.invoices (tenant_id, id)
);
create index invoices_in_order on billing.invoices (tenant_id, at desc, id desc);
call billing.protect('invoices');
call billing.append_only('invoices');
grant select, insert on billing.invoices to kontor_billing;

create table billing.invoice_documents (
  tenant_id uuid not null,
  invoice_id uuid not null,
  format int not null,
  content bytea not null,
  sha256 bytea not null,
  at timestamptz not null,
  constraint invoice_documents_pk primary key (tenant_id, invoice_id, format),
  constraint invoice_documents_hash check (sha256 = sha256(content)),
  constraint invoice_documents_invoice_fk foreign key (tenant_id, invoice_id)
    references billing.invoices (tenant_id, id)
);
call billing.protect('invoice_documents');
call billing.append_only('invoice_documents');
grant select, insert on billing.invoice_documents to kontor_billing;

-- I1: a line is on at most one standing invoice. Membership is an insert; a cancellation releases it.
create table billing.claims (
  tenant_id uuid not null,
  invoice_id uuid not null,
  line_key text not null,
  released_by uuid,
  constraint claims_pk primary key (tenant_id, invoice_id, line_key),
  constraint claims_invoice_fk foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
);
create unique index claims_open_once on billing.claims (tenant_id, line_key) where released_by is null;
call billing.protect('claims');
grant select, insert, update (released_by) on billing.claims to kontor_billing;

-- What an invoiced entry was billed and drew: it stays so (R5a).
create table billing.frozen_entries (
  tenant_id uuid not null,
  invoice_id uuid not null,
  entry_id uuid not null,
  billed bigint[] not null,
  draws jsonb not null,
  released_by uuid,
  constraint frozen_entries_pk primary key (tenant_id, invoice_id, entry_id),
  constraint frozen_entries_invoice_fk foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint frozen_entries_entry_fk foreign key (tenant_id, entry_id) references billing.entries (tenant_id, id)
);
create unique index frozen_entries_once on billing.frozen_entries (tenant_id, entry_id) where released_by is null;
call billing.protect('frozen_entries');
grant select, insert, update (released_by) on billing.frozen_entries to kontor_billing;
