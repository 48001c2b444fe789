-- Takes over what is newer than what is known.
insert into timetracking.tickets as t
  (tenant_id, id, number, subject, customer_id, contact_id, asset_id, site_id, priority, state, version,
   assignee_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (tenant_id, id) do update
set number = excluded.number, subject = excluded.subject, customer_id = excluded.customer_id,
  contact_id = excluded.contact_id, asset_id = excluded.asset_id, site_id = excluded.site_id,
  priority = excluded.priority, state = excluded.state, version = excluded.version,
  assignee_id = excluded.assignee_id
where t.version < excluded.version
