select n.id, n.position, n.ticket_id, t.number, n.cause, n.text_de, n.text_en, n.notify_time, n.read_time
from escalation.notifications n join escalation.tickets t on t.tenant_id = n.tenant_id and t.id = n.ticket_id
where n.tenant_id = $1 and n.user_id = $2 and n.position < $3 and n.read_time is null and n.is_told
order by n.position desc limit $4
