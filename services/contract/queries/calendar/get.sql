-- A version of a calendar with the newest version's number; the newest where $2 is 0.
select c.display_name, v.version, v.valid_from, v.definition,
  (select max(w.version) from contract.calendar_versions w
   where w.tenant_id = c.tenant_id and w.calendar_id = c.id) as "newest!"
from contract.calendars c
join contract.calendar_versions v on v.tenant_id = c.tenant_id and v.calendar_id = c.id
where c.id = $1 and ($2 = 0 or v.version = $2)
order by v.version desc
limit 1
