-- A calendar or policy changed: the clocks of open tickets have to follow. The newest version counts; each is kept.
with kept as (
  insert into escalation.level_change_versions (tenant_id, subject, subject_id, version, change_time)
  values ($1, $2, $3, $5, $6)
  on conflict do nothing
)
insert into escalation.level_changes (tenant_id, subject, subject_id, id, version, change_time)
values ($1, $2, $3, $4, $5, $6)
on conflict on constraint level_changes_pk do update set
  version = excluded.version, change_time = excluded.change_time, is_open = true, open_time = clock_timestamp()
where level_changes.version < excluded.version
