-- What tickets lived through, in the order of time: the opening, then each change between open and done.
select s.id as "id!", s.done as "done!", s.at as "at!"
from (
  select id, 0::bigint as number, false as done, opened_at as at
  from billing.tickets where tenant_id = $1 and id = any($2::uuid[])
  union all
  select ticket_id, number, done, at
  from billing.ticket_moves where tenant_id = $1 and ticket_id = any($2::uuid[])
) s
order by s.at, s.number, s.id
