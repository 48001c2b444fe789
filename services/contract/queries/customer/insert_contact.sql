insert into contract.contacts (tenant_id, id, customer_id, display_name, phones, emails, order_right, order_limit,
  create_time)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
