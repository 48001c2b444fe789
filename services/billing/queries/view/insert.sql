with old as (
  delete from billing.draft_views where tenant_id = $1 and draft_id = $2 and at < $5::timestamptz - interval '62 days'
)
insert into billing.draft_views (tenant_id, draft_id, etag, shown, at) values ($1, $2, $3, $4, $5)
on conflict on constraint draft_views_pk do nothing
