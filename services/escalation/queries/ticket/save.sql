-- What happened to a ticket, and the facts that follow for its clocks.
with ticket as (
  update escalation.tickets set state = $3, priority = $4
  where tenant_id = $1 and id = $2 and (state, priority) is distinct from ($3, $4)
), clocks as (
  update escalation.clocks set priority = $4 where tenant_id = $1 and ticket_id = $2 and priority <> $4
)
insert into escalation.facts (tenant_id, ticket_id, kind, sequence, at, fact, why, target, actor)
select $1, $2, f.kind, f.sequence, f.at, f.fact, f.why, f.target, f.actor
from unnest($5::text[], $6::int[], $7::timestamptz[], $8::text[], $9::text[], $10::bigint[], $11::text[])
  as f (kind, sequence, at, fact, why, target, actor)
