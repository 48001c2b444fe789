insert into contract.sites (tenant_id, id, customer_id, display_name, street, postal_code, city, country_code,
  create_time)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
