-- The schemas of Kontor's services in this database.
select n.nspname::text from pg_namespace n
where n.nspname = any($1) order by array_position($1, n.nspname::text)
