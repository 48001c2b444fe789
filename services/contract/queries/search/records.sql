-- What $1 may mean: as a whole, or its beginning; $2 is the number that it is if it is one, $3 its last digits. Best first.
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
  select customer_id, contact_id, asset_id, site_id, bool_and(partial) as partial, min(kind % 10) as kind
  from candidates
  group by customer_id, contact_id, asset_id, site_id
  order by bool_and(partial), min(kind % 10), customer_id, contact_id, asset_id, site_id
  limit $4
)
select not b.partial as "whole!", b.customer_id as "customer_id!", b.contact_id, b.asset_id, b.site_id,
  coalesce(k.number, a.number, s.number, c.number) as "number!",
  coalesce(k.display_name, a.display_name, s.display_name, c.display_name) as "display_name!",
  c.display_name as customer_name
from best b
join contract.customers c on c.id = b.customer_id
left join contract.contacts k on k.id = b.contact_id
left join contract.assets a on a.id = b.asset_id
left join contract.sites s on s.id = b.site_id
order by b.partial, b.kind, c.number, k.display_name, a.display_name, s.display_name
