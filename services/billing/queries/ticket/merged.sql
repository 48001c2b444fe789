-- Of some tickets and those that they were merged into: all that were merged, each with the one that stays.
with stay as (
  select distinct coalesce(m.into_id, t.id) as id
  from unnest($2::uuid[]) as t (id)
  left join billing.merged_tickets m on m.tenant_id = $1 and m.ticket_id = t.id
)
select m.ticket_id, m.into_id from stay
join billing.merged_tickets m on m.tenant_id = $1 and m.into_id = stay.id
