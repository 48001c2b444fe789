-- Contracts that were ended: no fee falls due and no quota begins from that day on. The last word counts.
create table billing.contract_ends (
  tenant_id uuid not null,
  contract_id uuid not null,
  end_day date not null,
  constraint contract_ends_pk primary key (tenant_id, contract_id)
);
call billing.protect('contract_ends');
grant select, insert, update on billing.contract_ends to kontor_billing;
