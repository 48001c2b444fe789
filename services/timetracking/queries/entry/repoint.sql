-- The next version of locked entries, which names another ticket, customer, contact or asset where one is given: kept for
-- good, and the entries say it from now on. Nothing else of them changes.
with moved as (
  update timetracking.entries e
  set version = e.version + 1, ticket_id = coalesce($3, e.ticket_id), ticket_number = coalesce($4, e.ticket_number),
    customer_id = coalesce($5, e.customer_id), contact_id = coalesce($6, e.contact_id),
    asset_id = coalesce($7, e.asset_id), reason = $8, recorder = $9, record_time = $10, billing_state = 'pending'
  where e.tenant_id = $1 and e.id = any($2)
  returning e.*
),
kept as (
  insert into timetracking.entry_versions
    (tenant_id, entry_id, version, technician_id, ticket_id, ticket_number, customer_id, contact_id, asset_id,
     site_id, priority, activity, channel, start_time, end_time, seconds, text, internal_text, goodwill_reason,
     cost_center, allow_overlap, reason, recorder, record_time, travel_zone, travel_visit, travel_seconds,
     travel_kilometers, materials, approval, approval_reasons)
  select tenant_id, id, version, technician_id, ticket_id, ticket_number, customer_id, contact_id, asset_id, site_id,
    priority, activity, channel, start_time, end_time, seconds, text, internal_text, goodwill_reason, cost_center,
    allow_overlap, reason, recorder, record_time, travel_zone, travel_visit, travel_seconds, travel_kilometers,
    materials, approval, approval_reasons
  from moved
)
select m.*, false as "overlaps!" from moved m order by m.id
