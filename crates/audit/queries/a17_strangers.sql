-- Nobody but the owner and the service's two roles has a right to its tables (X3).
select null::text, '{schema}.' || c.relname, 'rights of owner, kontor_{schema}, kontor_{schema}_feed',
  x.privilege_type || ' for ' || case x.grantee when 0 then 'public' else pg_get_userbyid(x.grantee)::text end
from pg_class c
join pg_namespace n on n.oid = c.relnamespace and n.nspname = '{schema}'
cross join lateral (
  select * from aclexplode(c.relacl)
  union all
  select a.* from pg_attribute t cross join lateral aclexplode(t.attacl) a where t.attrelid = c.oid
) x
where x.grantee <> c.relowner
  and (x.grantee = 0 or pg_get_userbyid(x.grantee) not in ('kontor_{schema}', 'kontor_{schema}_feed'))
