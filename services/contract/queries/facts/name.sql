-- What is said of those whom a question names, and the revisions of what else it is judged by: all that changes from call
-- to call where the rest is at hand. No row where something was merged or is absent: then load.sql tells.
select f.revision as "revision!", f.house_revision as "house_revision!", f.contact_name as "contact_name?", f.order_right as "order_right?",
  f.order_limit as "order_limit?", f.asset_name as "asset_name?", f.asset_class as "asset_class?",
  f.asset_site as "asset_site?", f.site_id as "site_id?", f.site_name as "site_name?"
from contract.enter($1) as house (id)
cross join lateral (
  select c.revision, coalesce(h.revision, 0) as house_revision,
    k.display_name as contact_name, k.order_right, k.order_limit,
    a.display_name as asset_name, a.asset_class, a.site_id as asset_site,
    s.id as site_id, s.display_name as site_name
  from contract.customers c
  left join contract.houses h on h.tenant_id = c.tenant_id
  left join contract.contacts k on k.tenant_id = c.tenant_id and k.customer_id = c.id and k.id = $3
  left join contract.assets a on a.tenant_id = c.tenant_id and a.customer_id = c.id and a.id = $4
  left join contract.sites s on s.tenant_id = c.tenant_id and s.customer_id = c.id
    and s.id = case when $5::uuid is null then a.site_id else $5 end
  where c.tenant_id = house.id and c.id = $2 and c.merged_into is null and k.merged_into is null and a.merged_into is null
    and ($3::uuid is null or k.id is not null) and ($4::uuid is null or a.id is not null)
  offset 0
) f
