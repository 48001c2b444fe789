-- What a level's calendar and policy say, as before. An SQL function that is not part of the calling statement's plan is
-- parsed and planned by every statement that calls it; these once for a connection.
create or replace function contract.calendar_history(of_tenant uuid, of_calendar uuid) returns jsonb
language plpgsql stable parallel safe as $$
begin
  return (
    select jsonb_build_object('id', of_calendar, 'versions',
      jsonb_agg(jsonb_build_object('version', v.version, 'from', v.valid_from, 'definition', v.definition)
        order by v.version))
    from contract.calendar_versions v where v.tenant_id = of_tenant and v.calendar_id = of_calendar having count(*) > 0);
end $$;

create or replace function contract.newest_policy(of_tenant uuid, of_policy uuid) returns jsonb
language plpgsql stable parallel safe as $$
begin
  return (
    select jsonb_build_object('id', p.id, 'version', coalesce(v.version, 1),
      'policy', encode(coalesce(v.policy, p.policy), 'hex'))
    from contract.sla_policies p
    left join lateral (
      select w.version, w.policy from contract.sla_policy_versions w
      where w.tenant_id = p.tenant_id and w.policy_id = p.id order by w.version desc limit 1
    ) v on true
    where p.tenant_id = of_tenant and p.id = of_policy);
end $$;
