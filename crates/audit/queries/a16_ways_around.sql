-- Nothing in the schema acts with other rights than the caller's (I19).
select null::text, p.oid::regprocedure::text, 'acts as the caller', 'security definer'
from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = '{schema}' where p.prosecdef
union all
select null::text, c.oid::regclass::text,
  case c.relkind when 'm' then 'no materialised view' else 'a view with security_invoker' end,
  case c.relkind when 'm' then 'a materialised view' else 'a view that acts as its owner' end
from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = '{schema}'
where c.relkind = 'm' or (c.relkind = 'v' and not coalesce(c.reloptions::text[] && array['security_invoker=true', 'security_invoker=on'], false))
