-- A version of a policy with the newest version's number; the newest where $2 is 0.
with versions as (
  select 1 as version, p.policy from contract.sla_policies p where p.id = $1
  union all
  select v.version, v.policy from contract.sla_policy_versions v where v.policy_id = $1
)
select v.version as "version!", v.policy as "policy!", (select max(w.version) from versions w) as "newest!"
from versions v
where $2 = 0 or v.version = $2
order by v.version desc
limit 1
