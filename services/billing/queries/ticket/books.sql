-- Whose book has work on one of two tickets, or would have: their customers and those of their work.
with whose as (
  select customer_id from billing.tickets where tenant_id = $1 and id = any($2::uuid[])
  union
  select customer_id from billing.entries where tenant_id = $1 and ticket_id = any($2::uuid[])
)
select distinct coalesce(m.into_id, w.customer_id) as "id!"
from whose w
left join billing.merged_customers m on m.tenant_id = $1 and m.customer_id = w.customer_id
order by 1
