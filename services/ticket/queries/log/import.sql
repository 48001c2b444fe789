-- The whole log of an imported ticket and the events that tell of it, in order.
with logged as (
  insert into ticket.log_entries (tenant_id, ticket_id, sequence, kind, text, actor, event_time, record_time,
    from_state, to_state, from_priority, to_priority, assignee_id, team, relation,
    linked_id, linked_sequence, public, responds, worked_minutes, digest)
  select $1, $2, e.sequence, e.kind, e.text, e.actor, e.event_time, $3, e.from_state, e.to_state, e.from_priority,
    e.to_priority, e.assignee_id, e.team, e.relation, e.linked_id, e.linked_sequence, e.public, e.responds, 0, e.digest
  from unnest($4::int[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[], $10::text[], $11::text[],
    $12::text[], $13::uuid[], $14::text[], $15::text[], $16::uuid[], $17::int[], $18::bool[], $19::bool[], $20::bytea[])
    as e (sequence, kind, text, actor, event_time, from_state, to_state, from_priority, to_priority, assignee_id, team,
      relation, linked_id, linked_sequence, public, responds, digest)
)
insert into ticket.pending (tenant_id, aggregate_id, version, kind, payload)
select $1, $2, p.version, p.kind, p.payload
from unnest($4::int[], $21::text[], $22::bytea[]) as p (version, kind, payload)
order by p.version
