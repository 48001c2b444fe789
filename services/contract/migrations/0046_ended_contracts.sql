-- Contracts that were ended: since when they hold no more, and why.
alter table contract.contracts
  add column end_day date,
  add column end_reason text not null default '' constraint contracts_end_reason_length check (char_length(end_reason) <= 2000),
  add constraint contracts_end_has_reason check ((end_day is null) = (end_reason = ''));
grant update (end_day, end_reason) on contract.contracts to kontor_contract;

-- The end of a version may come earlier than it was said, never later; nothing else of a version changes, and none goes.
create or replace function contract.keep_version() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if tg_op = 'UPDATE' and not upper_inf(new.validity) and (upper_inf(old.validity) or upper(new.validity) < upper(old.validity))
     and lower(old.validity) = lower(new.validity)
     and to_jsonb(old) - 'validity' = to_jsonb(new) - 'validity' then
    return new;
  end if;
  raise exception 'contract.contract_versions is append-only' using errcode = 'KT002';
end $$;
