-- The quota ledger (R7): append-only double entry, balances kept in the same statement.
create table billing.transfers (
  tenant_id uuid not null,
  id uuid not null,
  seq bigint generated always as identity,
  customer_id uuid not null,
  quota_id uuid not null,
  kind int not null,
  debit text not null,
  credit text not null,
  amount numeric not null,
  date date not null,
  cause text not null,
  pending boolean not null,
  relation int not null,
  related_id uuid,
  posted_at timestamptz not null,
  constraint transfers_pk primary key (tenant_id, id),
  constraint transfers_amount_positive check (amount > 0),
  constraint transfers_two_accounts check (debit <> credit),
  constraint transfers_ended_once unique (tenant_id, related_id),
  constraint transfers_related_check check ((relation = 0) = (related_id is null))
);
create index transfers_by_customer on billing.transfers (tenant_id, customer_id, seq);
create index transfers_by_quota on billing.transfers (tenant_id, quota_id, seq);
call billing.protect('transfers');
call billing.append_only('transfers');
grant select, insert on billing.transfers to kontor_billing;

create table billing.balances (
  tenant_id uuid not null,
  account text not null,
  customer_id uuid not null,
  posted numeric not null,
  pending numeric not null,
  constraint balances_pk primary key (tenant_id, account)
);
call billing.protect('balances');
grant select, insert, update on billing.balances to kontor_billing;

-- A lot never holds less than nothing (I4). A trigger and not a check: a check would judge the row that an upsert
-- proposes, which holds only what is added.
create function billing.refuse_overdrawn_lot() returns trigger language plpgsql
set search_path = pg_catalog as $$
begin
  raise exception 'the lot % would hold %', new.account, new.posted + new.pending
    using errcode = 'check_violation', constraint = 'balances_lot_not_negative';
end $$;
create constraint trigger balances_lot_not_negative after insert or update on billing.balances
  deferrable initially immediate for each row
  when (new.account like 'lot/%' and new.posted + new.pending < 0)
  execute function billing.refuse_overdrawn_lot();
