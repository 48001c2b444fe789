-- B2: drafts by period and split; the row keeps what its latest assembly showed, so that a month's preview is one query.
alter table billing.drafts
  add column period_end date,
  add column split text not null default '',
  add column vat numeric not null default 0,
  add column gross numeric not null default 0,
  add column goodwill numeric not null default 0,
  add column uplift_seconds bigint not null default 0,
  add column conflicts int not null default 0,
  add column pending int not null default 0,
  add column etag text not null default '',
  add column first_service date,
  add column last_service date;
update billing.drafts set period_end = (month + interval '1 month')::date;
alter table billing.drafts
  alter column period_end set not null,
  drop constraint drafts_month_unique,
  add constraint drafts_group_unique unique (tenant_id, customer_id, month, period_end, split);
create index drafts_by_service on billing.drafts (tenant_id, first_service, last_service);

-- How a customer wants to be billed: every version stays. `profile` is an encoded kontor.billing.v1.BillingProfile.
create table billing.profiles (
  tenant_id uuid not null,
  customer_id uuid not null,
  version int not null,
  profile bytea not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint profiles_pk primary key (tenant_id, customer_id, version)
);
call billing.protect('profiles');
call billing.append_only('profiles');
grant select, insert on billing.profiles to kontor_billing;

-- The house's rules of review: every version stays. `settings` is an encoded kontor.billing.v1.ReviewSettings.
create table billing.review_settings (
  tenant_id uuid not null,
  version int not null,
  settings bytea not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint review_settings_pk primary key (tenant_id, version)
);
call billing.protect('review_settings');
call billing.append_only('review_settings');
grant select, insert on billing.review_settings to kontor_billing;

-- Who buys, as the contract service last told: drafts reckon their VAT by it, issuing asks anew.
create table billing.buyers (
  tenant_id uuid not null,
  customer_id uuid not null,
  customer bytea not null,
  number text not null,
  display_name text not null,
  account_agent text not null,
  constraint buyers_pk primary key (tenant_id, customer_id)
);
call billing.protect('buyers');
grant select, insert, update on billing.buyers to kontor_billing;
