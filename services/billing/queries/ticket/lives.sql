select t.id, t.opened_at, m.done as "done?", m.at as "at?"
from billing.tickets t
left join billing.ticket_moves m on m.tenant_id = t.tenant_id and m.ticket_id = t.id
where t.tenant_id = $1 and t.id = any($2::uuid[])
order by t.id, m.number
