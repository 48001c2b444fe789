-- {schema}.{table} is never changed: both triggers stand, and no role of the service may try (I8, I12).
with target as (
  select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = '{schema}' and c.relname = '{table}'
),
-- Bits of tgtype: 1 for each row, 2 before, 8 delete, 16 update, 32 truncate.
guards as (
  select t.tgname::text as name from pg_trigger t join target on target.oid = t.tgrelid
  join pg_proc p on p.oid = t.tgfoid join pg_namespace n on n.oid = p.pronamespace and n.nspname = '{schema}'
  where t.tgenabled in ('O', 'A') and t.tgqual is null and p.prosrc like '%KT002%'
    and ((t.tgname in ('append_only', 'keep_version') and t.tgtype & 27 = 27) or (t.tgname = 'no_truncate' and t.tgtype & 35 = 34))
)
select null::text, '{schema}.{table}', 'there', 'no such table' where not exists (select from target)
union all
select null::text, '{schema}.{table}', 'triggers against change and truncation',
  coalesce((select string_agg(name, ', ') from guards), 'none')
from target where (select count(*) from guards) <> 2
union all
select null::text, '{schema}.{table}', 'no right of ' || r.rolname || ' to change it', w.what
from target cross join pg_roles r
cross join lateral (values
  ('update', has_any_column_privilege(r.oid, target.oid, 'UPDATE')),
  ('delete', has_table_privilege(r.oid, target.oid, 'DELETE')),
  ('truncate', has_table_privilege(r.oid, target.oid, 'TRUNCATE')),
  ('trigger', has_table_privilege(r.oid, target.oid, 'TRIGGER'))) w (what, may)
where r.rolname in ('kontor_{schema}', 'kontor_{schema}_feed') and w.may
  and not (w.what = 'update' and '{table}' = 'contract_versions' and '{schema}' = 'contract')
