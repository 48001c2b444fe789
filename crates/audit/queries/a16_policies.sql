-- The policy of the house stands as it was made; beside it only the feed role's, and the one by which a house reads what
-- another one agreed with it or handed to it, and writes none of it (I19, N10).
with tables as (
  select c.oid, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = '{schema}'
  where c.relkind in ('r', 'p')
    and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
),
policies as (
  select p.polrelid, p.polname, p.polcmd, p.polpermissive,
    array(select rolname::text from pg_roles r where r.oid = any(p.polroles)) || case when 0 = any(p.polroles) then array['public'] else '{}' end
      as roles,
    regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\s+', ' ', 'g') as sees,
    regexp_replace(pg_get_expr(p.polwithcheck, p.polrelid), '\s+', ' ', 'g') as writes
  from pg_policy p
),
good as (
  select polrelid from policies
  where polname = 'tenant' and polcmd = '*' and roles = array['kontor_{schema}'] and sees = writes
    and sees = '(tenant_id = ( SELECT {schema}.current_tenant() AS current_tenant))'
)
select null::text, '{schema}.' || t.relname, 'a policy that shows kontor_{schema} one house',
  coalesce((select string_agg(polname || ' for ' || array_to_string(roles, ', ') || ' using ' || coalesce(sees, 'nothing')
    || ' with check ' || coalesce(writes, 'nothing'), '; ') from policies p where p.polrelid = t.oid), 'none')
from tables t where t.oid not in (select polrelid from good)
union all
select null::text, '{schema}.' || t.relname, 'no other policy than those of house and feed',
  p.polname || ' for ' || array_to_string(p.roles, ', ')
from policies p join tables t on t.oid = p.polrelid
where p.polpermissive and p.polname <> 'tenant' and not (p.roles = array['kontor_{schema}_feed'])
  and not (p.polname = 'taker' and p.polcmd = 'r' and p.roles = array['kontor_{schema}'] and '{schema}' = 'ticket'
    and t.relname in ('verbund_agreements', 'handovers', 'handover_steps')
    and p.sees = '(taker_id = ( SELECT {schema}.current_tenant() AS current_tenant))')
