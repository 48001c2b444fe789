-- A foreign key between tables of houses carries the house on both sides (I19).
select null::text, c.conrelid::regclass || ' ' || c.conname, 'the tenant in the key', pg_get_constraintdef(c.oid)
from pg_constraint c
join pg_class child on child.oid = c.conrelid
join pg_namespace n on n.oid = child.relnamespace
where c.contype = 'f' and n.nspname = '{schema}'
  and not exists (
    select from unnest(c.conkey, c.confkey) as k (mine, theirs)
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.mine and a.attname = 'tenant_id'
    join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.theirs and b.attname = 'tenant_id')
