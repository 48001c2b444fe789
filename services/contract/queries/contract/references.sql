-- What terms refer to: the newest definition of the calendar, whether the policy is there, and which assets, sites and
-- contacts are none of the customer's.
select
  (select v.definition from contract.calendar_versions v where v.calendar_id = $2
   order by v.version desc limit 1) as definition,
  exists (select from contract.sla_policies p where p.id = $3) as "policy_known!",
  array(select a.id from unnest($4::uuid[]) as a (id) where not exists
    (select from contract.assets x where x.id = a.id and x.customer_id = $1)) as "strange_assets!",
  array(select s.id from unnest($5::uuid[]) as s (id) where not exists
    (select from contract.sites x where x.id = s.id and x.customer_id = $1)) as "strange_sites!",
  array(select k.id from unnest($6::uuid[]) as k (id) where not exists
    (select from contract.contacts x where x.id = k.id and x.customer_id = $1)) as "strange_contacts!"
