insert into billing.debit_settings (tenant_id, version, settings, by_id, at)
select $1, coalesce(max(version), 0) + 1, $2, $3, $4 from billing.debit_settings where tenant_id = $1
