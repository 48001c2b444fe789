-- Policies behind the one given, the oldest first, each with its newest version.
select p.id, coalesce(v.version, 1) as "version!", coalesce(v.policy, p.policy) as "policy!"
from contract.sla_policies p
left join lateral (
  select w.version, w.policy from contract.sla_policy_versions w
  where w.tenant_id = p.tenant_id and w.policy_id = p.id order by w.version desc limit 1
) v on true
where p.id > $1
order by p.id
limit $2
