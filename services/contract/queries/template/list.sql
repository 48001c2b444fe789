-- Templates behind the one given, the oldest first, each with its newest version.
select c.id, c.display_name, v.version as "version!", v.terms as "terms!", v.create_time as "create_time!",
  v.version as "newest!"
from contract.contract_templates c
join lateral (
  select w.version, w.terms, w.create_time from contract.contract_template_versions w
  where w.tenant_id = c.tenant_id and w.template_id = c.id order by w.version desc limit 1
) v on true
where c.id > $1
order by c.id
limit $2
