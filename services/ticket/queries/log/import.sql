-- The whole log of an imported ticket and the events that tell of it, in order.
with logged as (
  insert into ticket.log_entries (tenant_id, ticket_id, sequence, kind, text, actor, event_time, record_time,
    from_state, to_state, from_priority, to_priority, assignee_id, team, public, responds, worked_minutes, digest)
  select $1, $2, e.sequence, e.kind, e.text, e.actor, e.event_time, $3, e.from_state, e.to_state, e.from_priority,
    e.to_priority, e.assignee_id, e.team, e.public, e.responds, 0, e.digest
  from unnest($4::int[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[], $10::text[], $11::text[],
    $12::text[], $13::uuid[], $14::text[], $15::bool[], $16::bool[], $17::bytea[])
    as e (sequence, kind, text, actor, event_time, from_state, to_state, from_priority, to_priority, assignee_id, team,
      public, responds, digest)
)
insert into ticket.pending (tenant_id, aggregate_id, version, kind, payload)
select $1, $2, p.version, p.kind, p.payload
from unnest($4::int[], $18::text[], $19::bytea[]) as p (version, kind, payload)
order by p.version
