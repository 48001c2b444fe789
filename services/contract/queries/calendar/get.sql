-- A version of a calendar; the newest where $2 is 0.
select c.display_name, v.version, v.definition
from contract.calendars c
join contract.calendar_versions v on v.tenant_id = c.tenant_id and v.calendar_id = c.id
where c.id = $1 and ($2 = 0 or v.version = $2)
order by v.version desc
limit 1
