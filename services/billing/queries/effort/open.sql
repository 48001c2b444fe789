insert into billing.draft_openings (tenant_id, draft_id, by_id, at) values ($1, $2, $3, $4)
on conflict on constraint draft_openings_pk do nothing
