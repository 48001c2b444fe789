-- The server keeps what it acknowledges, and no role or database says otherwise (I24).
with wanted (name, value) as (
  values ('fsync', 'on'), ('synchronous_commit', 'on'), ('full_page_writes', 'on'), ('zero_damaged_pages', 'off'),
    ('ignore_checksum_failure', 'off'), ('session_replication_role', 'origin')
)
select null::text, w.name, w.value, s.setting
from wanted w join pg_settings s on s.name = w.name where s.setting <> w.value
  -- Stricter than `on`.
  and not (w.name = 'synchronous_commit' and s.setting = 'remote_apply')
union all
select null::text, concat_ws(' in ', r.rolname, d.datname) || ': ' || w.name, w.value, split_part(c, '=', 2)
from pg_db_role_setting s
cross join lateral unnest(s.setconfig) as c
join wanted w on split_part(c, '=', 1) = w.name and split_part(c, '=', 2) <> w.value
left join pg_roles r on r.oid = s.setrole
left join pg_database d on d.oid = s.setdatabase
where s.setdatabase = 0 or d.datname = current_database()
