-- All that coverage of a customer is judged by, in one snapshot. $5 and $6 are the revisions that the caller holds
-- already: the large part, `rest`, is read only when one of them is no longer current.
select f.display_name as "display_name!", f.suspended as "suspended!", f.revision as "revision!",
  f.house_revision as "house_revision!", f.contact_name as "contact_name?", f.order_right as "order_right?",
  f.order_limit as "order_limit?", f.asset_name as "asset_name?", f.asset_class as "asset_class?",
  f.asset_site as "asset_site?", f.site_id as "site_id?", f.site_name as "site_name?",
  f.rest as "rest?: sqlx::types::Json<Rest>"
from contract.enter($7) as house (id)
cross join lateral (
  select c.display_name, c.suspended, c.revision, coalesce(h.revision, 0) as house_revision,
    k.display_name as contact_name, k.order_right as order_right, k.order_limit as order_limit,
    a.display_name as asset_name, a.asset_class as asset_class, a.site_id as asset_site,
    s.id as site_id, s.display_name as site_name,
    case when c.revision <> $5 or coalesce(h.revision, 0) <> $6 then jsonb_build_object(
      'directives', (
        select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'severity', d.severity, 'text', d.text)), '[]')
        from contract.directives d where d.tenant_id = c.tenant_id and d.customer_id = c.id),
      'price_lists', (
        select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'own', l.customer_id is not null,
          'from', lower(l.validity), 'until', upper(l.validity), 'prices', encode(l.prices, 'hex'))), '[]')
        from contract.price_lists l where l.tenant_id = c.tenant_id and l.owner_id in (c.tenant_id, c.id)),
      'contracts', (
        select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'number', t.number, 'priority', t.priority,
          'fall_through', t.fall_through, 'suspended', t.suspended, 'versions', (
            select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'number', v.number,
              'from', lower(v.validity), 'until', upper(v.validity), 'terms', encode(v.terms, 'hex'),
              'calendar', v.calendar_id, 'calendar_version', n.version, 'definition', n.definition,
              'policy', encode(p.policy, 'hex')) order by v.number), '[]')
            from contract.contract_versions v
            join lateral (
              select w.version, w.definition from contract.calendar_versions w
              where w.tenant_id = v.tenant_id and w.calendar_id = v.calendar_id order by w.version desc limit 1
            ) n on true
            left join contract.sla_policies p on p.tenant_id = v.tenant_id and p.id = v.sla_policy_id
            where v.tenant_id = t.tenant_id and v.contract_id = t.id)) order by t.number), '[]')
        from contract.contracts t where t.tenant_id = c.tenant_id and t.customer_id = c.id)
    ) end as rest
  from contract.customers c
  left join contract.houses h on h.tenant_id = c.tenant_id
  left join contract.contacts k on k.tenant_id = c.tenant_id and k.customer_id = c.id and k.id = $2
  left join contract.assets a on a.tenant_id = c.tenant_id and a.customer_id = c.id and a.id = $3
  left join contract.sites s on s.tenant_id = c.tenant_id and s.customer_id = c.id and s.id = coalesce($4, a.site_id)
  where c.tenant_id = house.id and c.id = $1
  offset 0
) f
