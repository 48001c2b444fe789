-- The next decision about each version's going on, worked out from its terms (kontor-contract-domain, Renewal). A row
-- moves on to the next decision when its last day of notice has passed; a version whose end was set by a later one,
-- or that ended, has none any more. Versions never go, so that no key has to watch over them.
create table contract.decisions (
  tenant_id uuid not null,
  version_id uuid not null,
  contract_id uuid not null,
  notice_day date not null,
  term_end date not null,
  remind_day date not null,
  renewal_months int not null,
  reminded boolean not null default false,
  constraint decisions_pk primary key (tenant_id, version_id),
  constraint decisions_contract_fk foreign key (tenant_id, contract_id) references contract.contracts (tenant_id, id),
  constraint decisions_in_order check (remind_day <= notice_day and notice_day < term_end)
);
call contract.protect('decisions');
grant select, insert, update, delete on contract.decisions to kontor_contract;
create index decisions_by_notice on contract.decisions (tenant_id, notice_day, version_id);

-- What is due is looked for across houses.
call contract.open_to_feed('decisions');
grant select on contract.decisions to kontor_contract_feed;
create index decisions_to_remind on contract.decisions (remind_day) where not reminded;
create index decisions_passed on contract.decisions (notice_day);
