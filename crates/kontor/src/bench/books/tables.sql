create schema if not exists baseline;
create table if not exists baseline.work (tenant_id uuid not null, customer_id uuid not null, entry_id uuid not null,
  crowd char not null, service_date date not null, seconds bigint not null, net numeric not null, primary key (tenant_id, entry_id));
create index if not exists work_by_day on baseline.work (tenant_id, service_date);
create table if not exists baseline.series (counter bigint not null);
insert into baseline.series select 0 where not exists (select from baseline.series);
create table if not exists baseline.invoices (tenant_id uuid not null, id uuid not null, customer_id uuid not null,
  counter bigint not null, number text not null, net numeric not null, vat numeric not null, gross numeric not null,
  invoice bytea not null, terms jsonb not null, primary key (tenant_id, id), unique (tenant_id, number));
create table if not exists baseline.claims (tenant_id uuid not null, invoice_id uuid not null, line_key text not null,
  position int, list_net numeric, net numeric, primary key (tenant_id, invoice_id, line_key),
  foreign key (tenant_id, invoice_id) references baseline.invoices);
create unique index if not exists claims_once on baseline.claims (tenant_id, line_key);
create table if not exists baseline.frozen (tenant_id uuid not null, invoice_id uuid not null, entry_id uuid not null,
  billed numeric[] not null, draws jsonb not null, primary key (tenant_id, invoice_id, entry_id),
  foreign key (tenant_id, invoice_id) references baseline.invoices, foreign key (tenant_id, entry_id) references baseline.work);
create table if not exists baseline.events (tenant_id uuid not null, id uuid not null primary key, invoice_id uuid not null,
  payload bytea not null);
