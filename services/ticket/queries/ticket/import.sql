-- A ticket of another system as it stands after its history, with its verdict.
-- No row: a ticket with this key is there already.
with taken as (
  insert into ticket.tickets (tenant_id, id, number, customer_id, contact_id, asset_id, site_id, subject, description,
    priority, state, assignee_id, team, unacknowledged, report_time, create_time, update_time, response_time,
    resolve_time, external_key, version, digest, response_clock, response_due, resolution_clock, resolution_due)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17, $18, $19, $20, $21, $22,
    $23, $24, $25)
  on conflict (tenant_id, external_key) do nothing
  returning id
)
insert into ticket.verdicts (tenant_id, ticket_id, coverage) select $1, id, $26 from taken returning ticket_id
