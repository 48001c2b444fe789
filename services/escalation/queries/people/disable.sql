insert into escalation.people (tenant_id, id, is_management, is_disabled) values ($1, $2, false, true)
on conflict on constraint people_pk do update set is_disabled = true
