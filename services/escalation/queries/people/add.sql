insert into escalation.people (tenant_id, id, is_management) values ($1, $2, $3)
on conflict on constraint people_pk do update set is_management = excluded.is_management
