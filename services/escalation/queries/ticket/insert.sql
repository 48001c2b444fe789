-- New tickets; those with a promise have three clocks. What was promised may have changed meanwhile: whoever works off
-- the change looks again.
with opened as (
  select t.* from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::int[], $8::uuid[], $9::int[],
    $10::uuid[], $11::uuid[], $12::uuid[], $13::uuid[], $14::text[])
    as t (id, number, priority, state, sla_policy_id, sla_policy_version, calendar_id, calendar_version, policy_id,
      customer_id, contact_id, assignee_id, team)
), ticket as (
  insert into escalation.tickets (tenant_id, id, number, priority, state, sla_policy_id, sla_policy_version, calendar_id,
    calendar_version, policy_id, customer_id, contact_id, assignee_id, team)
  select $1, id, number, priority, state, sla_policy_id, sla_policy_version, calendar_id, calendar_version, policy_id,
    customer_id, contact_id, assignee_id, team
  from opened
), calendar as (
  update escalation.level_changes l set is_open = true, open_time = clock_timestamp()
  from opened t
  where l.tenant_id = $1 and l.subject = 'calendar' and l.subject_id = t.calendar_id and l.version > t.calendar_version
), policy as (
  update escalation.level_changes l set is_open = true, open_time = clock_timestamp()
  from opened t
  where l.tenant_id = $1 and l.subject = 'policy' and l.subject_id = t.sla_policy_id
    and l.version > t.sla_policy_version
)
insert into escalation.clocks (tenant_id, id, ticket_id, kind, priority, version)
select $1, c.id, c.ticket_id, c.kind, c.priority, 0
from unnest($15::uuid[], $16::uuid[], $17::text[], $18::text[]) as c (id, ticket_id, kind, priority)
