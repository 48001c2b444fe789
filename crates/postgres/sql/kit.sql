-- What every service's schema has, whatever it is about. Idempotent: runs before the service's own migrations.
-- {schema} and {role} are replaced by the service's name and its database role.

-- Roles belong to the whole cluster, advisory locks to one database: another database may create the same role at the
-- same moment, which is no fault.
do $$
declare name text;
begin
  foreach name in array array['{role}', '{role}_feed'] loop
    if not exists (select from pg_roles where rolname = name) then
      begin
        execute format('create role %I login nosuperuser nobypassrls nocreatedb nocreaterole', name);
      exception when duplicate_object or unique_violation then null;
      end;
    end if;
  end loop;
end $$;

create schema if not exists {schema};
grant usage on schema {schema} to {role}, {role}_feed;

create or replace function {schema}.no_tenant() returns uuid language plpgsql stable as $$
begin
  raise exception 'no tenant is set' using errcode = 'KT001';
end $$;

-- The house of the transaction. Raises where none is set: a forgotten tenant is a fault, never "no rows". Its body is
-- bound to what its names mean here, and the planner puts it in the place of the call.
create or replace function {schema}.current_tenant() returns uuid language sql stable
return coalesce(nullif(current_setting('app.tenant', true), '')::uuid, {schema}.no_tenant());

-- Enters a house until the transaction ends, which for a statement without BEGIN is the statement's end. It stands
-- first in FROM, and what it opens the way to comes LATERAL behind it, so that it is called before (ADR 12).
create or replace function {schema}.enter(house uuid) returns uuid language sql volatile
return set_config('app.tenant', house::text, true)::uuid;

-- Puts a table under row-level security by tenant. The sub-select is evaluated once per statement, not per row.
create or replace procedure {schema}.protect(name text) language plpgsql as $$
begin
  execute format('alter table {schema}.%I enable row level security', name);
  execute format('alter table {schema}.%I force row level security', name);
  execute format('drop policy if exists tenant on {schema}.%I', name);
  execute format('create policy tenant on {schema}.%I to {role}
    using (tenant_id = (select {schema}.current_tenant()))
    with check (tenant_id = (select {schema}.current_tenant()))', name);
end $$;

-- Lets the feed role, which serves all houses, see all rows of a protected table.
create or replace procedure {schema}.open_to_feed(name text) language plpgsql as $$
begin
  execute format('drop policy if exists feed on {schema}.%I', name);
  execute format('create policy feed on {schema}.%I to {role}_feed using (true) with check (true)', name);
end $$;

create or replace function {schema}.refuse_change() returns trigger language plpgsql
set search_path = pg_catalog as $$
begin
  raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'KT002';
end $$;

-- Makes a table refuse update, delete and truncate, whoever asks.
create or replace procedure {schema}.append_only(name text) language plpgsql as $$
begin
  execute format('create or replace trigger append_only before update or delete on {schema}.%I
    for each row execute function {schema}.refuse_change()', name);
  execute format('create or replace trigger no_truncate before truncate on {schema}.%I
    for each statement execute function {schema}.refuse_change()', name);
end $$;

-- X2: the same request gives the same answer.
create table if not exists {schema}.idempotency (
  tenant_id uuid not null,
  principal_id uuid not null,
  method text not null,
  key uuid not null,
  request_sha256 bytea not null,
  response bytea not null,
  at timestamptz not null default clock_timestamp(),
  constraint idempotency_pk primary key (tenant_id, principal_id, method, key)
);
call {schema}.protect('idempotency');
grant select, insert, update on {schema}.idempotency to {role};

-- Events that wait for their position.
create table if not exists {schema}.pending (
  seq bigint generated always as identity constraint pending_pk primary key,
  tenant_id uuid not null,
  event_id uuid not null default gen_random_uuid() constraint pending_event_unique unique,
  aggregate_id uuid not null,
  version bigint not null,
  kind text not null,
  schema_version int not null default 1,
  payload bytea not null,
  at timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 100);
call {schema}.protect('pending');
call {schema}.open_to_feed('pending');
grant insert on {schema}.pending to {role};
grant select, delete on {schema}.pending to {role}_feed;

-- The feed: dense positions, a hash chain for each house.
create table if not exists {schema}.event_log (
  pos bigint constraint event_log_pk primary key,
  tenant_id uuid not null,
  tenant_seq bigint not null,
  prev_hash bytea not null,
  hash bytea not null,
  event_id uuid not null constraint event_log_event_unique unique,
  aggregate_id uuid not null,
  version bigint not null,
  kind text not null,
  schema_version int not null,
  payload bytea not null,
  at timestamptz not null,
  constraint event_log_chain_unique unique (tenant_id, tenant_seq),
  constraint event_log_version_unique unique (aggregate_id, version)
);
call {schema}.protect('event_log');
call {schema}.open_to_feed('event_log');
call {schema}.append_only('event_log');
grant select on {schema}.event_log to {role};
grant select, insert on {schema}.event_log to {role}_feed;

-- What a consumer has applied. Both are written in the effect's transaction.
create table if not exists {schema}.inbox (
  consumer text not null,
  event_id uuid not null,
  constraint inbox_pk primary key (consumer, event_id)
);
grant select, insert on {schema}.inbox to {role};
create table if not exists {schema}.cursor (
  consumer text constraint cursor_pk primary key,
  source text not null,
  pos bigint not null
);
grant select, insert, update on {schema}.cursor to {role};

-- Events that could not be applied, with all later ones of their aggregate (I17).
create table if not exists {schema}.parked_event (
  consumer text not null,
  pos bigint not null,
  tenant_id uuid not null,
  aggregate_id uuid not null,
  kind text not null,
  reason text not null,
  at timestamptz not null default clock_timestamp(),
  constraint parked_event_pk primary key (consumer, pos)
);
call {schema}.protect('parked_event');
call {schema}.open_to_feed('parked_event');
grant select, insert, delete on {schema}.parked_event to {role};
grant select on {schema}.parked_event to {role}_feed;
