-- All tickets of a customer, perhaps of one person, by what is due first.
select t.*, null::bytea as coverage
from ticket.tickets t
where t.tenant_id = $1 and (t.next_due, t.id) > ($2, $3) and t.customer_id = $5
  and ($6::uuid is null or t.assignee_id = $6)
order by t.next_due, t.id
limit $4
