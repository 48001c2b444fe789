-- What capture holds of quotas until the entry's event is heard (R8). `saved` and `spans` are as in billing.entries.
create table billing.holds (
  tenant_id uuid not null,
  id uuid not null,
  entry_id uuid not null,
  version int not null,
  customer_id uuid not null,
  saved bytea not null,
  spans bytea not null,
  held_at timestamptz not null,
  expires_at timestamptz not null,
  ended text,
  ended_at timestamptz,
  constraint holds_pk primary key (tenant_id, id),
  constraint holds_ended_known check (ended in ('posted', 'voided', 'expired', 'replaced')),
  constraint holds_ended_when check ((ended is null) = (ended_at is null)),
  constraint holds_expire_later check (expires_at > held_at)
);
-- One entry holds once; a hold that ended stays in the log.
create unique index holds_open_once on billing.holds (tenant_id, entry_id) where ended is null;
create index holds_open_by_customer on billing.holds (tenant_id, customer_id) where ended is null;
create index holds_due on billing.holds (expires_at) where ended is null;
call billing.protect('holds');
grant select, insert, update (ended, ended_at) on billing.holds to kontor_billing;
-- Expiry is found across houses by the feed role.
call billing.open_to_feed('holds');
grant select (tenant_id, entry_id, customer_id, expires_at, ended) on billing.holds to kontor_billing_feed;

-- A hold ends exactly once (I5).
create function billing.refuse_second_end() returns trigger language plpgsql
set search_path = pg_catalog as $$
begin
  raise exception 'the hold % ended already: %', old.id, old.ended
    using errcode = 'check_violation', constraint = 'holds_end_once';
end $$;
create trigger holds_end_once before update on billing.holds
  for each row when (old.ended is not null) execute function billing.refuse_second_end();
create trigger holds_never_deleted before delete on billing.holds
  for each row execute function billing.refuse_change();
