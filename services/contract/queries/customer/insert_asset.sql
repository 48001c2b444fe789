insert into contract.assets (tenant_id, id, customer_id, display_name, asset_class, site_id, serial_number, host_name,
  create_time)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
