-- A ticket with what was promised and its three clocks.
with level as (
  insert into escalation.service_levels (tenant_id, sla_policy_id, calendar_id, calendar_version, level)
  values ($1, $6, $7, $8, $9) on conflict do nothing
), ticket as (
  insert into escalation.tickets (tenant_id, id, number, priority, state, sla_policy_id, calendar_id, calendar_version,
    policy_id, customer_id, contact_id, assignee_id, team)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $10, $13, $14, $15, $16)
)
insert into escalation.clocks (tenant_id, id, ticket_id, kind, priority, version)
select $1, c.id, $2, c.kind, $4, 0 from unnest($11::uuid[], $12::text[]) as c (id, kind)
