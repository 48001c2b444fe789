insert into contract.calendar_versions (tenant_id, calendar_id, version, valid_from, definition, create_time)
values ($1, $2, $3, $4, $5, $6)
