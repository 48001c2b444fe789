-- A version of an entry: kept for good, and the entry says it from now on. Its billing state begins anew.
with version as (
  insert into timetracking.entry_versions
    (tenant_id, entry_id, version, technician_id, ticket_id, ticket_number, customer_id, contact_id, asset_id,
     site_id, priority, activity, channel, start_time, end_time, seconds, text, internal_text, goodwill_reason,
     cost_center, allow_overlap, reason, recorder, record_time, travel_zone, travel_visit, travel_seconds,
     travel_kilometers, materials, approval, approval_reasons)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
    $24, $25, $26, $27, $28, $29, $30, $31)
  returning *
)
insert into timetracking.entries as e
  (tenant_id, id, version, technician_id, ticket_id, ticket_number, customer_id, contact_id, asset_id, site_id,
   priority, activity, channel, start_time, end_time, seconds, text, internal_text, goodwill_reason, cost_center,
   allow_overlap, reason, recorder, record_time, create_time, billing_state, travel_zone, travel_visit,
   travel_seconds, travel_kilometers, materials, approval, approval_reasons)
select tenant_id, entry_id, version, technician_id, ticket_id, ticket_number, customer_id, contact_id, asset_id,
  site_id, priority, activity, channel, start_time, end_time, seconds, text, internal_text, goodwill_reason,
  cost_center, allow_overlap, reason, recorder, record_time, record_time, 'pending',
  travel_zone, travel_visit, travel_seconds, travel_kilometers, materials, approval, approval_reasons
from version
on conflict (tenant_id, id) do update
set version = excluded.version, ticket_id = excluded.ticket_id, ticket_number = excluded.ticket_number,
  customer_id = excluded.customer_id, contact_id = excluded.contact_id, asset_id = excluded.asset_id,
  site_id = excluded.site_id, priority = excluded.priority, activity = excluded.activity,
  channel = excluded.channel, start_time = excluded.start_time, end_time = excluded.end_time,
  seconds = excluded.seconds, text = excluded.text, internal_text = excluded.internal_text,
  goodwill_reason = excluded.goodwill_reason, cost_center = excluded.cost_center,
  allow_overlap = excluded.allow_overlap, reason = excluded.reason, recorder = excluded.recorder,
  record_time = excluded.record_time, billing_state = excluded.billing_state,
  travel_zone = excluded.travel_zone, travel_visit = excluded.travel_visit,
  travel_seconds = excluded.travel_seconds, travel_kilometers = excluded.travel_kilometers,
  materials = excluded.materials, approval = excluded.approval, approval_reasons = excluded.approval_reasons
where e.version = excluded.version - 1
