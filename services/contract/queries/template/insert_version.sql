insert into contract.contract_template_versions (tenant_id, template_id, version, terms, create_time)
values ($1, $2, $3, $4, $5)
