-- Row-level security is on and forced for each table with rows of houses; a table without a house is a known one (I19).
select null::text, '{schema}.' || c.relname, 'row-level security enabled and forced',
  case when c.relrowsecurity then 'enabled' else 'off' end || case when c.relforcerowsecurity then ', forced' else ', not forced' end
from pg_class c
join pg_namespace n on n.oid = c.relnamespace and n.nspname = '{schema}'
where c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
  and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
union all
select null::text, '{schema}.' || c.relname, 'a column tenant_id', 'none'
from pg_class c
join pg_namespace n on n.oid = c.relnamespace and n.nspname = '{schema}'
where c.relkind in ('r', 'p') and c.relname not in ('inbox', 'cursor', '_sqlx_migrations')
  and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull)
