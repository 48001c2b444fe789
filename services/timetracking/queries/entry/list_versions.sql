-- The versions of an entry, newest first. Where it stands in billing is said of the entry, not of a version.
select v.tenant_id, v.entry_id as id, v.version, v.technician_id, v.ticket_id, v.ticket_number, v.customer_id,
  v.contact_id, v.asset_id, v.site_id, v.priority, v.activity, v.channel, v.start_time, v.end_time, v.seconds,
  v.text, v.internal_text, v.goodwill_reason, v.cost_center, v.allow_overlap, v.reason, v.recorder, v.record_time,
  v.travel_zone, v.travel_visit, v.travel_seconds, v.travel_kilometers, v.materials, v.approval, v.approval_reasons,
  e.rated_version, e.invoiced_version, e.create_time, e.billing_state, false as "overlaps!"
from timetracking.entry_versions v
join timetracking.entries e on e.tenant_id = v.tenant_id and e.id = v.entry_id
where v.tenant_id = $1 and v.entry_id = $2 and v.version < $3
order by v.version desc
limit $4
