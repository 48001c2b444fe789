-- The ticket $2 was merged into $3: what was merged into $2 before leads there too.
with pointers as (
  update billing.merged_tickets set into_id = $3 where tenant_id = $1 and into_id = $2
)
insert into billing.merged_tickets (tenant_id, ticket_id, into_id) values ($1, $2, $3)
on conflict (tenant_id, ticket_id) do nothing
