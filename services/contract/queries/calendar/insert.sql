with added as (
  insert into contract.calendars (tenant_id, id, display_name, create_time) values ($1, $2, $3, $5)
)
insert into contract.calendar_versions (tenant_id, calendar_id, version, definition, create_time)
values ($1, $2, 1, $4, $5)
