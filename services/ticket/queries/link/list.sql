-- The links of a ticket and of those that were merged into it, the newest first. One row without a link where there is none.
select l.ticket_id as "ticket_id?", l.relation as "relation?", l.backwards as "backwards?", l.other_id as "other_id?",
  l.number as "other_number?", l.subject as "other_subject?", l.state as "other_state?", l.create_time as "create_time?",
  l.actor as "actor?"
from ticket.enter($1) as house (id)
cross join lateral (
  select l.*
  from ticket.tickets t
  left join lateral (
    select l.*, o.number, o.subject, o.state
    from (
      select t.id
      union all
      select m.id from ticket.tickets m where m.tenant_id = t.tenant_id and m.merged_into_id = t.id
    ) s
    cross join lateral (
      select l.ticket_id, l.relation, false as backwards, l.other_id, l.create_time, l.actor
      from ticket.links l where l.tenant_id = t.tenant_id and l.ticket_id = s.id
      union all
      select l.other_id, l.relation, true, l.ticket_id, l.create_time, l.actor
      from ticket.links l where l.tenant_id = t.tenant_id and l.other_id = s.id
    ) l
    join ticket.tickets o on o.tenant_id = t.tenant_id and o.id = l.other_id
    order by l.create_time desc, l.relation, l.ticket_id, l.other_id
    limit 1000
  ) l on true
  where t.tenant_id = house.id and t.id = $2
) l
order by l.create_time desc, l.relation, l.ticket_id, l.other_id
