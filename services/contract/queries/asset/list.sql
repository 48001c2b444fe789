select id, number, customer_id, display_name, asset_class, site_id, serial_number, host_name, criticality,
  warranty_until as "warranty_until: jiff_sqlx::Date", maintenance_contract,
  maintenance_until as "maintenance_until: jiff_sqlx::Date", merged_into, version, create_time
from contract.assets
where customer_id = (select coalesce(c.merged_into, c.id) from contract.customers c where c.id = $1)
  and number > $2 and merged_into is null
order by number
limit $3
