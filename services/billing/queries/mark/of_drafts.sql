-- The marks that drafts carry: of each the latest word counts.
select draft_id as "draft_id!", mark_id as "mark_id!", etag as "etag!", by_id as "by_id!", at as "at!" from (
  select distinct on (draft_id, mark_id) draft_id, mark_id, placed, etag, by_id, at
  from billing.draft_marks where tenant_id = $1 and draft_id = any($2::uuid[])
  order by draft_id, mark_id, seq desc
) latest where placed
