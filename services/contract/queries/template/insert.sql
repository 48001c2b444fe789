with added as (
  insert into contract.contract_templates (tenant_id, id, display_name, create_time) values ($1, $2, $3, $5)
)
insert into contract.contract_template_versions (tenant_id, template_id, version, terms, create_time)
values ($1, $2, 1, $4, $5)
