-- B10: what a kilometre costs the house, and which share of their price materials cost. The highest version counts.
create table billing.cost_rates (
  tenant_id uuid not null,
  version int not null,
  per_kilometre numeric not null,
  material_percent numeric not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint cost_rates_pk primary key (tenant_id, version),
  constraint cost_rates_kilometre_sound check (per_kilometre >= 0 and per_kilometre <= 100),
  constraint cost_rates_percent_sound check (material_percent >= 0 and material_percent <= 100)
);
call billing.protect('cost_rates');
call billing.append_only('cost_rates');
grant select, insert on billing.cost_rates to kontor_billing;
