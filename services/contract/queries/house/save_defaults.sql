-- Saves the defaults where they are still of version $7 (0: there are none yet). How often they were told then.
insert into contract.house_defaults as f
  (tenant_id, time_zone, rounding, calendar_id, sla_policy_id, auto_close_days, version, told)
select $1, $2, $3, $4, $5, $6, 1, 1 where $7::bigint = 0
  or exists (select from contract.house_defaults g where g.tenant_id = $1)
on conflict on constraint house_defaults_pk do update
set time_zone = excluded.time_zone, rounding = excluded.rounding, calendar_id = excluded.calendar_id,
  sla_policy_id = excluded.sla_policy_id, auto_close_days = excluded.auto_close_days, version = f.version + 1,
  told = f.told + 1
where f.version = $7
returning told
