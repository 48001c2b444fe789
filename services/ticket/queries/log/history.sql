-- A page of what was logged on a ticket and on those that were merged into it, by when it happened. One row without an
-- entry where the ticket is there but the page is empty.
select e.ticket_id as "ticket_id?", e.sequence as "sequence?", e.kind as "kind?", e.text as "text?", e.actor as "actor?",
  e.event_time as "event_time?", e.record_time as "record_time?", e.from_state as "from_state?", e.to_state as "to_state?",
  e.public as "public?", e.worked_minutes as "worked_minutes?", e.digest as "digest?", e.relation as "relation?",
  e.linked_id as "linked_id?", e.link_ended as "link_ended?", e.linked_sequence as "linked_sequence?",
  e.responds as "responds?", e.until_time as "until_time?", e.from_priority as "from_priority?", e.to_priority as "to_priority?",
  e.assignee_id as "assignee_id?", e.team as "team?", e.directive_id as "directive_id?", e.report_time as "report_time?",
  e.response_time as "response_time?"
from ticket.enter($1) as house (id)
cross join lateral (
  select e.*
  from ticket.tickets t
  left join lateral (
    select e.*
    from ticket.log_entries e
    where e.tenant_id = t.tenant_id and (e.event_time, e.ticket_id, e.sequence) > ($3, $4, $5)
      and e.ticket_id in (
        select t.id
        union all
        select m.id from ticket.tickets m where m.tenant_id = t.tenant_id and m.merged_into_id = t.id)
  ) e on true
  where t.tenant_id = house.id and t.id = $2
  order by e.event_time, e.ticket_id, e.sequence
  limit $6
) e
order by e.event_time, e.ticket_id, e.sequence
