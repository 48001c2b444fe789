-- What people decided about entries that waited (C2, R6): who, when, why. The highest number counts; none is ever
-- changed. `candidates` are the contracts that could have been chosen.
create table billing.decisions (
  tenant_id uuid not null,
  entry_id uuid not null,
  number int not null,
  choice text not null,
  contract_id uuid,
  candidates uuid[] not null,
  reason text not null,
  by_name text not null,
  at timestamptz not null,
  constraint decisions_pk primary key (tenant_id, entry_id, number),
  constraint decisions_number_counts check (number >= 1),
  constraint decisions_choice_known check (choice in ('contract', 'list_price', 'overage')),
  constraint decisions_contract_named check ((choice = 'contract') = (contract_id is not null)),
  constraint decisions_contract_candidate check (contract_id is null or contract_id = any (candidates)),
  constraint decisions_reason_given check (length(reason) between 1 and 500),
  constraint decisions_entry_fk foreign key (tenant_id, entry_id) references billing.entries (tenant_id, id)
);
call billing.protect('decisions');
call billing.append_only('decisions');
grant select, insert on billing.decisions to kontor_billing;

-- Whether what a quota refused of the entry is billed as overage: someone decided so (R6).
alter table billing.entries add column bill_refused boolean not null default false;
