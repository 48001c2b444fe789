-- Who may be calling, by what was said or shown; as queries/search/records.sql, without sites. Best first.
with candidates as (
  (select customer_id, contact_id, asset_id, site_id, kind, false as partial
   from contract.search_terms
   where term = any(array[contract.folded($1), $2]) and kind <= 6
   limit 400)
  union all
  (select customer_id, contact_id, asset_id, site_id, kind, true
   from contract.search_terms
   where contract.folded($1) <> '' and term >= contract.folded($1)
     and term < contract.folded($1) || U&'\+10FFFF' and kind between 2 and 6
   order by term
   limit 400)
  union all
  (select customer_id, contact_id, asset_id, site_id, kind, true
   from contract.search_terms
   where term >= $2 and term < $2 || '~' and kind = 1
   order by term
   limit 100)
  union all
  (select customer_id, contact_id, asset_id, site_id, kind, true
   from contract.search_terms
   where term >= reverse($3) and term < reverse($3) || '~' and kind = 11
   order by term
   limit 100)
  union all
  (select customer_id, contact_id, asset_id, site_id, kind, true
   from contract.search_terms
   where char_length(contract.folded($1)) >= 4 and term >= reverse(contract.folded($1))
     and term < reverse(contract.folded($1)) || U&'\+10FFFF' and kind = 13
   order by term
   limit 100)
),
best as (
  select customer_id, contact_id, asset_id, bool_and(partial) as partial, min(kind % 10) as kind
  from candidates
  where site_id is null
  group by customer_id, contact_id, asset_id
  order by bool_and(partial), min(kind % 10), customer_id, contact_id, asset_id
  limit 20
)
select c.id, c.number, c.display_name, c.street, c.postal_code, c.city, c.country_code, c.vat_id, c.leitweg_id,
  c.buyer_reference, c.invoice_email, c.payment_days, c.suspended, c.account_agent, c.account_deputy, c.language_code,
  c.note, c.electronic_scheme, c.electronic_id, c.invoice_profile, c.iban, c.merged_into, c.version, c.create_time,
  k.id as "contact_id?", k.number as "contact_number?", k.display_name as "contact_name?", k.phones as "phones?",
  k.emails as "emails?", k.order_right as "order_right?", k.order_limit as "order_limit?",
  k.version as "contact_version?", k.create_time as "contact_time?",
  a.id as "asset_id?", a.number as "asset_number?", a.display_name as "asset_name?", a.asset_class as "asset_class?",
  a.site_id as "site_id?", a.serial_number as "serial_number?", a.host_name as "host_name?",
  a.criticality as "criticality?", a.warranty_until as "warranty_until?: jiff_sqlx::Date",
  a.maintenance_contract as "maintenance_contract?", a.maintenance_until as "maintenance_until?: jiff_sqlx::Date",
  a.version as "asset_version?", a.create_time as "asset_time?"
from best b
join contract.customers c on c.id = b.customer_id
left join contract.contacts k on k.customer_id = b.customer_id and k.id = b.contact_id
left join contract.assets a on a.customer_id = b.customer_id and a.id = b.asset_id
order by b.partial, b.kind, c.number, k.display_name, a.display_name
