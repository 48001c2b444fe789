-- Open tickets by what is due first.
select t.*, null::bytea as coverage
from ticket.tickets t
where t.tenant_id = $1 and (t.next_due, t.id) > ($2, $3) and t.is_open
order by t.next_due, t.id
limit $4
