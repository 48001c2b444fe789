-- What happened to tickets, what is promised for them now, and the facts that follow for their clocks.
with ticket as (
  update escalation.tickets t set state = s.state, priority = s.priority, sla_policy_version = s.sla_policy_version,
    first_calendar_version = coalesce(t.first_calendar_version, nullif(t.calendar_version, s.calendar_version)),
    calendar_version = s.calendar_version
  from unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $6::int[])
    as s (id, state, priority, sla_policy_version, calendar_version)
  where t.tenant_id = $1 and t.id = s.id
    and (t.state, t.priority, t.sla_policy_version, t.calendar_version)
      is distinct from (s.state, s.priority, s.sla_policy_version, s.calendar_version)
), clocks as (
  update escalation.clocks c set priority = s.priority
  from unnest($2::uuid[], $4::text[]) as s (id, priority)
  where c.tenant_id = $1 and c.ticket_id = s.id and c.priority <> s.priority
)
insert into escalation.facts (tenant_id, ticket_id, kind, sequence, at, fact, why, target, calendar_version, actor)
select $1, f.ticket_id, f.kind, f.sequence, f.at, f.fact, f.why, f.target, f.calendar_version, f.actor
from unnest($7::uuid[], $8::text[], $9::int[], $10::timestamptz[], $11::text[], $12::text[], $13::bigint[], $14::int[],
  $15::text[]) as f (ticket_id, kind, sequence, at, fact, why, target, calendar_version, actor)
