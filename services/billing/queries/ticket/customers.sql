-- Whose calls a ticket may count: its customer and those of its work, where their book has a quota of calls.
with whose as (
  select customer_id from billing.tickets where tenant_id = $1 and id = $2
  union
  select customer_id from billing.entries where tenant_id = $1 and ticket_id = $2
),
books as (
  select distinct coalesce(m.into_id, w.customer_id) as id from whose w
  left join billing.merged_customers m on m.tenant_id = $1 and m.customer_id = w.customer_id
)
select b.id as "id!" from books b
where exists (select from billing.quotas q
  where q.tenant_id = $1 and q.customer_id = any(billing.of_book($1, b.id)) and q.kind = $3)
order by 1
