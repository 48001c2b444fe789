insert into billing.reminder_settings (tenant_id, version, settings, by_id, at)
select $1, coalesce(max(version), 0) + 1, $2, $3, $4 from billing.reminder_settings where tenant_id = $1
