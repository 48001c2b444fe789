insert into contract.contracts (tenant_id, id, number, customer_id, display_name, priority, fall_through, create_time,
  template_id, template_version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
