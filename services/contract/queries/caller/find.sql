-- Who has one of the keys $1, or a key of the kinds with names between $2 and $3; best first.
with hits as (
  select distinct on (customer_id, contact_id, asset_id) customer_id, contact_id, asset_id, kind,
    key <> all($1::text[]) as partial
  from contract.search_keys
  where key = any($1) or (key >= $2 and key < $3 and kind >= 3)
  order by customer_id, contact_id, asset_id, key <> all($1::text[]), kind
),
best as (select * from hits order by partial, kind, customer_id, contact_id, asset_id limit 20)
select c.id, c.number, c.display_name, c.street, c.postal_code, c.city, c.country_code, c.vat_id, c.leitweg_id,
  c.buyer_reference, c.invoice_email, c.payment_days, c.suspended, c.account_agent, c.account_deputy, c.language_code,
  c.note, c.version, c.create_time,
  k.id as "contact_id?", k.display_name as "contact_name?", k.phones as "phones?", k.emails as "emails?",
  k.order_right as "order_right?", k.order_limit as "order_limit?",
  a.id as "asset_id?", a.display_name as "asset_name?", a.asset_class as "asset_class?", a.site_id as "site_id?",
  a.serial_number as "serial_number?", a.host_name as "host_name?"
from best b
join contract.customers c on c.id = b.customer_id
left join contract.contacts k on k.customer_id = b.customer_id and k.id = b.contact_id
left join contract.assets a on a.customer_id = b.customer_id and a.id = b.asset_id
order by b.partial, b.kind, c.number, k.display_name, a.display_name
