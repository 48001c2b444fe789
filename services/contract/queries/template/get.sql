-- A version of a template with the newest version's number; the newest where $2 is 0.
select c.id, c.display_name, v.version, v.terms, v.create_time,
  (select max(w.version) from contract.contract_template_versions w
   where w.tenant_id = c.tenant_id and w.template_id = c.id) as "newest!"
from contract.contract_templates c
join contract.contract_template_versions v on v.tenant_id = c.tenant_id and v.template_id = c.id
where c.id = $1 and ($2 = 0 or v.version = $2)
order by v.version desc
limit 1
