-- The one that stays, where it was merged.
select id, number, customer_id, display_name, asset_class, site_id, serial_number, host_name, criticality,
  warranty_until as "warranty_until: jiff_sqlx::Date", maintenance_contract,
  maintenance_until as "maintenance_until: jiff_sqlx::Date", merged_into, version, create_time
from contract.assets
where id = (select coalesce(m.merged_into, m.id) from contract.assets m where m.id = $1)
