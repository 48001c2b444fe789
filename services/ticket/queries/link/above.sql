-- A ticket and all that it is part of, by whatever way. Each has one parent, and there are no rings.
with recursive above as (
  select $2::uuid as id
  union
  select l.other_id from above a
  join ticket.links l on l.tenant_id = $1 and l.ticket_id = a.id and l.relation = 'child_of'
)
select id as "id!" from above
