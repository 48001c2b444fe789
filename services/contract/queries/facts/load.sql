-- All that coverage of many questions is judged by, in one snapshot: for question n the customer $1[n], the contact
-- $2[n], the asset $3[n] and the site $4[n]. $5 and $6 are the revisions that the caller holds already: the large part,
-- `rest`, is read only when one of them is no longer current, and for each customer at its first question only ($7).
-- $9 is whose it is. Names of what was merged mean what it was merged into.
select f.n as "n!", f.id as "id!", f.display_name as "display_name!", f.suspended as "suspended!", f.revision as "revision!",
  f.house_revision as "house_revision!", f.contact_name as "contact_name?", f.order_right as "order_right?",
  f.order_limit as "order_limit?", f.asset_name as "asset_name?", f.asset_class as "asset_class?",
  f.asset_site as "asset_site?", f.site_id as "site_id?", f.site_name as "site_name?",
  f.rest as "rest?: sqlx::types::Json<Rest>"
from contract.enter($8) as house (id)
cross join lateral (
  select q.n, c.id, c.display_name, c.suspended, c.revision, coalesce(h.revision, 0) as house_revision,
    k.display_name as contact_name, k.order_right, k.order_limit,
    a.display_name as asset_name, a.asset_class, a.site_id as asset_site,
    s.id as site_id, s.display_name as site_name,
    case when q.first and (c.revision <> q.revision or coalesce(h.revision, 0) <> q.house_revision
      or c.id <> q.held)
    then jsonb_build_object(
      'directives', (
        select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'severity', d.severity, 'text', d.text)), '[]')
        from contract.directives d where d.tenant_id = c.tenant_id and d.customer_id = c.id
          and not d.withdrawn),
      'merged', (
        select coalesce(jsonb_agg(jsonb_build_array(m.id, m.merged_into)), '[]')
        from (
          select k.id, k.merged_into from contract.contacts k
          where k.tenant_id = c.tenant_id and k.customer_id = c.id and k.merged_into is not null
          union all
          select a.id, a.merged_into from contract.assets a
          where a.tenant_id = c.tenant_id and a.customer_id = c.id and a.merged_into is not null
        ) m),
      'price_lists', (
        select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'own', l.customer_id is not null,
          'from', lower(l.validity), 'until', upper(l.validity), 'prices', encode(l.prices, 'hex'))), '[]')
        from contract.price_lists l where l.tenant_id = c.tenant_id and l.owner_id in (c.tenant_id, c.id)),
      'contracts', (
        select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'number', t.number, 'priority', t.priority,
          'fall_through', t.fall_through, 'suspended', t.suspended, 'versions', (
            select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'number', v.number,
              'from', lower(v.validity), 'until', upper(v.validity), 'terms', encode(v.terms, 'hex'),
              'calendar', contract.calendar_history(v.tenant_id, v.calendar_id),
              'policy', contract.newest_policy(v.tenant_id, v.sla_policy_id)) order by v.number), '[]')
            from contract.contract_versions v
            where v.tenant_id = t.tenant_id and v.contract_id = t.id)) order by t.number), '[]')
        from contract.contracts t where t.tenant_id = c.tenant_id and t.customer_id = c.id),
      'house', (
        select jsonb_build_object('zone', f.time_zone, 'rounding', encode(f.rounding, 'hex'),
          'calendar', contract.calendar_history(f.tenant_id, f.calendar_id),
          'policy', contract.newest_policy(f.tenant_id, f.sla_policy_id))
        from contract.house_defaults f where f.tenant_id = c.tenant_id)
    ) end as rest
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[], $7::bool[], $9::uuid[])
    with ordinality as q (customer_id, contact_id, asset_id, site_id, revision, house_revision, first, held, n)
  join contract.customers cm on cm.tenant_id = house.id and cm.id = q.customer_id
  -- Not coalesce: under row-level security only some expressions may choose an index's rows.
  join contract.customers c
    on c.tenant_id = house.id and c.id = case when cm.merged_into is null then cm.id else cm.merged_into end
  left join contract.houses h on h.tenant_id = c.tenant_id
  left join contract.contacts km on km.tenant_id = house.id and km.id = q.contact_id
  left join contract.contacts k on k.tenant_id = house.id and k.customer_id = c.id
    and k.id = case when km.merged_into is null then km.id else km.merged_into end
  left join contract.assets am on am.tenant_id = house.id and am.id = q.asset_id
  left join contract.assets a on a.tenant_id = house.id and a.customer_id = c.id
    and a.id = case when am.merged_into is null then am.id else am.merged_into end
  left join contract.sites s on s.tenant_id = house.id and s.customer_id = c.id
    and s.id = case when q.site_id is null then a.site_id else q.site_id end
  offset 0
) f
