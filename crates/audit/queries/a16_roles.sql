-- The roles of a service are nothing but users of its tables (I19).
with roles as (
  select r.* from pg_roles r where r.rolname in ('kontor_{schema}', 'kontor_{schema}_feed')
)
select null::text, rolname::text, 'no superuser, passes no row-level security, makes nothing',
  concat_ws(', ', case when rolsuper then 'superuser' end, case when rolbypassrls then 'bypassrls' end,
    case when rolcreaterole then 'createrole' end, case when rolcreatedb then 'createdb' end,
    case when rolreplication then 'replication' end)
from roles where rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication
union all
select null::text, r.rolname::text, 'member of nothing', 'member of ' || g.rolname
from roles r join pg_auth_members m on m.member = r.oid join pg_roles g on g.oid = m.roleid
union all
select null::text, r.rolname::text, 'owns nothing', 'owns ' || o.what
from roles r
join (
  select relowner as owner, oid::regclass::text as what from pg_class
  union all select proowner, oid::regprocedure::text from pg_proc
  union all select nspowner, 'the schema ' || nspname from pg_namespace
  union all select datdba, 'the database ' || datname from pg_database
) o on o.owner = r.oid
union all
select null::text, w.name, 'there', 'no such role'
from unnest(array['kontor_{schema}', 'kontor_{schema}_feed']) as w (name)
where not exists (select from roles r where r.rolname = w.name)
