-- Calendars by name behind the one given, each with its newest version.
select c.id, c.display_name, v.version as "version!", v.valid_from, v.definition as "definition!"
from contract.calendars c
join lateral (
  select w.version, w.valid_from, w.definition from contract.calendar_versions w
  where w.tenant_id = c.tenant_id and w.calendar_id = c.id order by w.version desc limit 1
) v on true
where (c.display_name, c.id) > ($1, $2)
order by c.display_name, c.id
limit $3
