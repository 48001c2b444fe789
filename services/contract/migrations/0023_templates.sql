-- Templates that contracts are made from, in versions. `terms` is an encoded kontor.contract.v1.Terms without validity
-- and without names of quotas.
create table contract.contract_templates (
  tenant_id uuid not null,
  id uuid not null,
  display_name text not null constraint contract_templates_name_length
    check (char_length(display_name) between 1 and 200),
  create_time timestamptz not null,
  constraint contract_templates_pk primary key (tenant_id, id)
);
call contract.protect('contract_templates');
grant select, insert on contract.contract_templates to kontor_contract;

create table contract.contract_template_versions (
  tenant_id uuid not null,
  template_id uuid not null,
  version int not null constraint contract_template_versions_positive check (version > 0),
  terms bytea not null,
  create_time timestamptz not null,
  constraint contract_template_versions_pk primary key (tenant_id, template_id, version),
  constraint contract_template_versions_template_fk foreign key (tenant_id, template_id)
    references contract.contract_templates (tenant_id, id)
);
call contract.protect('contract_template_versions');
call contract.append_only('contract_template_versions');
grant select, insert on contract.contract_template_versions to kontor_contract;

-- Which version of which template a contract was made from.
alter table contract.contracts
  add column template_id uuid,
  add column template_version int,
  add constraint contracts_template_whole check ((template_id is null) = (template_version is null)),
  add constraint contracts_template_fk foreign key (tenant_id, template_id, template_version)
    references contract.contract_template_versions (tenant_id, template_id, version);
