-- A ticket by its key in another system.
select t.*, v.coverage as "coverage?"
from ticket.tickets t
left join ticket.verdicts v on v.tenant_id = t.tenant_id and v.ticket_id = t.id
where t.tenant_id = $1 and t.external_key = $2
