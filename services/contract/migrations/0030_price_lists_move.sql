-- Price lists change hands when their owner is merged into another customer; nothing else of them changes, but that an
-- open end may be closed once.

create or replace function contract.keep_price_list() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if tg_op = 'UPDATE' and upper_inf(old.validity) and not upper_inf(new.validity)
     and lower(old.validity) = lower(new.validity)
     and to_jsonb(old) - 'validity' - 'owner_id' = to_jsonb(new) - 'validity' - 'owner_id' then
    return new;
  end if;
  if tg_op = 'UPDATE' and old.customer_id is not null and new.customer_id is not null
     and to_jsonb(old) - 'customer_id' - 'owner_id' = to_jsonb(new) - 'customer_id' - 'owner_id' then
    return new;
  end if;
  raise exception 'contract.price_lists is append-only' using errcode = 'KT002';
end $$;
grant update (customer_id) on contract.price_lists to kontor_contract;
