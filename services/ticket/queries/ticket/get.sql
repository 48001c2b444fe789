-- A ticket with its verdict.
select t.*
from ticket.enter($1) as house (id)
cross join lateral (
  select t.*, (
    select v.coverage from ticket.verdicts v where v.tenant_id = t.tenant_id and v.ticket_id = t.id
  ) as coverage
  from ticket.tickets t
  where t.tenant_id = house.id and t.id = $2
  offset 0
) t
