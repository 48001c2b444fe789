-- Adds the sites in $2, or changes those that are there under the same id and counts their versions.
insert into contract.sites as t (tenant_id, id, number, customer_id, display_name, street, postal_code, city,
  country_code, create_time)
select $1, r.id, r.number, r.customer_id, r.display_name, r.street, r.postal_code, r.city, r.country_code, $3
from jsonb_to_recordset($2) as r (id uuid, number text, customer_id uuid, display_name text, street text,
  postal_code text, city text, country_code text)
order by r.id
on conflict on constraint sites_pk
do update set number = excluded.number, display_name = excluded.display_name, street = excluded.street, postal_code
  = excluded.postal_code, city = excluded.city, country_code = excluded.country_code, version = t.version + 1
returning id, version
