-- Adds the assets in $2, or changes those that are there under the same id and counts their versions.
insert into contract.assets as t (tenant_id, id, number, customer_id, display_name, asset_class, site_id,
  serial_number, host_name, criticality, warranty_until, maintenance_contract, maintenance_until, create_time)
select $1, r.id, r.number, r.customer_id, r.display_name, r.asset_class, r.site_id, r.serial_number, r.host_name,
  r.criticality, r.warranty_until, r.maintenance_contract, r.maintenance_until, $3
from jsonb_to_recordset($2) as r (id uuid, number text, customer_id uuid, display_name text, asset_class text,
  site_id uuid, serial_number text, host_name text, criticality text, warranty_until date, maintenance_contract text,
  maintenance_until date)
order by r.id
on conflict on constraint assets_pk
do update set number = excluded.number, display_name = excluded.display_name, asset_class = excluded.asset_class,
  site_id = excluded.site_id, serial_number = excluded.serial_number, host_name = excluded.host_name, criticality =
  excluded.criticality, warranty_until = excluded.warranty_until, maintenance_contract =
  excluded.maintenance_contract, maintenance_until = excluded.maintenance_until, version = t.version + 1
returning id, version
