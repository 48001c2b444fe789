-- Who changed what of which record when, with the value before and after of each field. Written by triggers in the
-- statement that changes the record, one statement for many records: there is no change without its history.

create table contract.history (
  tenant_id uuid not null,
  record_id uuid not null,
  -- The version of the record that came about.
  version bigint not null constraint history_version_positive check (version > 0),
  kind text not null constraint history_kind_known
    check (kind in ('customers', 'contacts', 'sites', 'assets', 'directives')),
  cause text not null constraint history_cause_known check (cause in ('create', 'update', 'import', 'merge')),
  actor text not null,
  actor_name text not null,
  at timestamptz not null,
  -- Column to [before, after].
  changes jsonb not null,
  constraint history_pk primary key (tenant_id, record_id, version)
);
call contract.protect('history');
call contract.append_only('history');
grant select, insert on contract.history to kontor_contract;

-- A value of a history: numbers as they are written, since not every reader keeps their digits.
create function contract.as_written(value jsonb) returns jsonb language sql immutable parallel safe
set search_path = pg_catalog as $$
  select case jsonb_typeof(value) when 'number' then to_jsonb(value #>> '{}') else value end
$$;

-- What differs between two rows. Of a new row, what it was given.
create function contract.differences(before jsonb, after jsonb) returns jsonb language sql immutable parallel safe
set search_path = pg_catalog as $$
  select coalesce(jsonb_object_agg(key, jsonb_build_array(contract.as_written(b.value), contract.as_written(a.value))), '{}')
  from jsonb_each(after) a full join jsonb_each(before) b using (key)
  where a.value is distinct from b.value
    and key not in ('tenant_id', 'id', 'version', 'revision', 'create_time', 'name_of')
    and not (before = '{}' and a.value in ('""', 'null', '[]', 'false'))
$$;

-- A word of the transaction, or what stands for it where none was said.
create function contract.said(word text, otherwise text) returns text language sql stable
set search_path = pg_catalog as $$
  select coalesce(nullif(current_setting('app.' || word, true), ''), otherwise)
$$;

create function contract.keep_history_of_new() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  insert into contract.history (tenant_id, record_id, version, kind, cause, actor, actor_name, at, changes)
  select n.tenant_id, n.id, n.version, tg_table_name, contract.said('cause', 'create'),
    contract.said('actor', session_user::text), contract.said('actor_name', ''),
    contract.said('at', now()::text)::timestamptz, contract.differences('{}', to_jsonb(n))
  from new_rows n;
  return null;
end $$;

create function contract.keep_history_of_changed() returns trigger language plpgsql
set search_path = pg_catalog as $$
begin
  insert into contract.history (tenant_id, record_id, version, kind, cause, actor, actor_name, at, changes)
  select n.tenant_id, n.id, n.version, tg_table_name, contract.said('cause', 'update'),
    contract.said('actor', session_user::text), contract.said('actor_name', ''),
    contract.said('at', now()::text)::timestamptz, d.changes
  from new_rows n
  join old_rows o on o.tenant_id = n.tenant_id and o.id = n.id
  cross join lateral (select contract.differences(to_jsonb(o), to_jsonb(n)) as changes) d
  where n.version <> o.version;
  return null;
end $$;

do $$
declare name text;
begin
  foreach name in array array['customers', 'contacts', 'sites', 'assets', 'directives'] loop
    execute format('create trigger history_of_new after insert on contract.%I referencing new table as new_rows
      for each statement execute function contract.keep_history_of_new()', name);
    execute format('create trigger history_of_changed after update on contract.%I
      referencing old table as old_rows new table as new_rows
      for each statement execute function contract.keep_history_of_changed()', name);
  end loop;
end $$;

-- What was known before: every version of customers from the history that they had, the birth of all others. The owner
-- is under row-level security too where it is forced.
do $$
declare name text;
begin
  foreach name in array array['history', 'customers', 'customer_history', 'contacts', 'sites', 'assets', 'directives']
  loop
    execute format('alter table contract.%I no force row level security', name);
  end loop;
end $$;
insert into contract.history (tenant_id, record_id, version, kind, cause, actor, actor_name, at, changes)
select h.tenant_id, h.customer_id, h.version, 'customers', case h.version when 1 then 'create' else 'update' end,
  h.actor, h.actor_name, h.at,
  contract.differences(coalesce(lag(h.snapshot) over (partition by h.tenant_id, h.customer_id order by h.version), '{}'),
    h.snapshot)
from contract.customer_history h;
insert into contract.history (tenant_id, record_id, version, kind, cause, actor, actor_name, at, changes)
select r.tenant_id, r.id, 1, r.kind, 'create', 'unknown', '', r.create_time, contract.differences('{}', r.fields)
from (
  select tenant_id, id, 'contacts' as kind, create_time, to_jsonb(c) as fields from contract.contacts c
  union all select tenant_id, id, 'sites', create_time, to_jsonb(s) from contract.sites s
  union all select tenant_id, id, 'assets', create_time, to_jsonb(a) from contract.assets a
  union all select tenant_id, id, 'directives', create_time, to_jsonb(d) from contract.directives d
) r;
do $$
declare name text;
begin
  foreach name in array array['history', 'customers', 'customer_history', 'contacts', 'sites', 'assets', 'directives']
  loop
    execute format('alter table contract.%I force row level security', name);
  end loop;
end $$;
