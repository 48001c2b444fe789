insert into billing.internal_rates (tenant_id, technician_id, valid_from, per_hour, by_id, at) values ($1, $2, $3, $4, $5, $6)
on conflict (tenant_id, technician_id, valid_from)
do update set per_hour = excluded.per_hour, by_id = excluded.by_id, at = excluded.at
