-- All tickets of a customer, perhaps of one person, by what is due first.
select t.*, null::bytea as coverage
from ticket.enter($1) as house (id)
cross join lateral (
  select t.*
  from ticket.tickets t
  where t.tenant_id = house.id and (t.next_due, t.id) > ($2, $3) and t.customer_id = $5
    and ($6::uuid is null or t.assignee_id = $6)
  order by t.next_due, t.id
  limit $4
) t
order by t.next_due, t.id
