-- What holds in a house where no contract says otherwise. A house without a row has the defaults of the service.
-- `rounding` is an encoded kontor.contract.v1.Rounding.
create table contract.house_defaults (
  tenant_id uuid not null,
  time_zone text not null constraint house_defaults_time_zone_length check (char_length(time_zone) between 1 and 64),
  rounding bytea not null,
  calendar_id uuid,
  sla_policy_id uuid,
  auto_close_days smallint not null constraint house_defaults_auto_close_range check (auto_close_days between 1 and 365),
  version bigint not null constraint house_defaults_version_positive check (version > 0),
  constraint house_defaults_pk primary key (tenant_id),
  constraint house_defaults_calendar_fk foreign key (tenant_id, calendar_id)
    references contract.calendars (tenant_id, id),
  constraint house_defaults_sla_policy_fk foreign key (tenant_id, sla_policy_id)
    references contract.sla_policies (tenant_id, id),
  -- Targets without hours, or hours without targets, promise nothing.
  constraint house_defaults_level_whole check ((calendar_id is null) = (sla_policy_id is null))
);
call contract.protect('house_defaults');
grant select, insert, update on contract.house_defaults to kontor_contract;
