-- All tickets, perhaps of one person, by what is due first.
select t.*, null::bytea as coverage
from ticket.tickets t
where t.tenant_id = $1 and (t.next_due, t.id) > ($2, $3)
  and ($5::uuid is null or t.assignee_id = $5)
order by t.next_due, t.id
limit $4
