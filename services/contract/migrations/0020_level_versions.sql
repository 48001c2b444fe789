-- Calendars and policies go on in versions (S1, S5); price lists of one owner follow each other.

-- The first day a version of a calendar holds, in its zone. The first version has no beginning; a later one takes the
-- place of all earlier ones from its first day on.
alter table contract.calendar_versions
  add column valid_from date,
  add constraint calendar_versions_first_has_no_beginning check ((version = 1) = (valid_from is null));

-- The second and later versions of a policy; the first lies in sla_policies. A version holds at once.
create table contract.sla_policy_versions (
  tenant_id uuid not null,
  policy_id uuid not null,
  version int not null constraint sla_policy_versions_later check (version > 1),
  policy bytea not null,
  create_time timestamptz not null,
  constraint sla_policy_versions_pk primary key (tenant_id, policy_id, version),
  constraint sla_policy_versions_policy_fk foreign key (tenant_id, policy_id)
    references contract.sla_policies (tenant_id, id)
);
call contract.protect('sla_policy_versions');
call contract.append_only('sla_policy_versions');
grant select, insert on contract.sla_policy_versions to kontor_contract;

-- An open end of a list may be closed once, where the next begins; nothing else of a list changes, and none goes.
create function contract.keep_price_list() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if tg_op = 'UPDATE' and upper_inf(old.validity) and not upper_inf(new.validity)
     and lower(old.validity) = lower(new.validity)
     and to_jsonb(old) - 'validity' - 'owner_id' = to_jsonb(new) - 'validity' - 'owner_id' then
    return new;
  end if;
  raise exception 'contract.price_lists is append-only' using errcode = 'KT002';
end $$;
drop trigger append_only on contract.price_lists;
create trigger keep_price_list before update or delete on contract.price_lists
  for each row execute function contract.keep_price_list();
grant update (validity) on contract.price_lists to kontor_contract;

-- A calendar through all its versions and the newest version of a policy, as coverage reads them; nothing for nothing.
create function contract.calendar_history(of_tenant uuid, of_calendar uuid) returns jsonb language sql stable parallel safe
begin atomic
  select jsonb_build_object('id', of_calendar, 'versions',
    jsonb_agg(jsonb_build_object('version', v.version, 'from', v.valid_from, 'definition', v.definition)
      order by v.version))
  from contract.calendar_versions v where v.tenant_id = of_tenant and v.calendar_id = of_calendar having count(*) > 0;
end;
grant execute on function contract.calendar_history to kontor_contract;

create function contract.newest_policy(of_tenant uuid, of_policy uuid) returns jsonb language sql stable parallel safe
begin atomic
  select jsonb_build_object('id', p.id, 'version', coalesce(v.version, 1),
    'policy', encode(coalesce(v.policy, p.policy), 'hex'))
  from contract.sla_policies p
  left join lateral (
    select w.version, w.policy from contract.sla_policy_versions w
    where w.tenant_id = p.tenant_id and w.policy_id = p.id order by w.version desc limit 1
  ) v on true
  where p.tenant_id = of_tenant and p.id = of_policy;
end;
grant execute on function contract.newest_policy to kontor_contract;
