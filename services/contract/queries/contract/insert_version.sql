insert into contract.contract_versions (tenant_id, id, contract_id, number, validity, calendar_id, sla_policy_id,
  terms, create_time)
values ($1, $2, $3, $4, daterange($5, $6), $7, $8, $9, $10)
