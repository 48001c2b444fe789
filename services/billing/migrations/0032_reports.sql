-- What an hour costs the house (B10); the nil id stands for everyone without a rate of their own.
create table billing.internal_rates (
  tenant_id uuid not null,
  technician_id uuid not null,
  valid_from date not null,
  per_hour numeric not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint internal_rates_pk primary key (tenant_id, technician_id, valid_from),
  constraint internal_rates_not_negative check (per_hour >= 0)
);
call billing.protect('internal_rates');
grant select, insert, update on billing.internal_rates to kontor_billing;

-- N3: how much goodwill in a quarter; the nil id stands for every customer without a budget of its own.
create table billing.goodwill_budgets (
  tenant_id uuid not null,
  customer_id uuid not null,
  per_quarter numeric not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint goodwill_budgets_pk primary key (tenant_id, customer_id),
  constraint goodwill_budgets_not_negative check (per_quarter >= 0)
);
call billing.protect('goodwill_budgets');
grant select, insert, update on billing.goodwill_budgets to kontor_billing;

create index entries_by_day on billing.entries (tenant_id, service_date);
create index entries_by_ticket on billing.entries (tenant_id, ticket_id);
