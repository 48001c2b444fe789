insert into escalation.teams (tenant_id, name, members, lead_id) values ($1, $2, $3, $4)
on conflict on constraint teams_pk do update set members = excluded.members, lead_id = excluded.lead_id
