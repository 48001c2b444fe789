-- What was issued is looked over; what comes after it is not yet.
insert into billing.draft_marks (tenant_id, draft_id, mark_id, placed, etag, by_id, at)
select $1, draft_id, mark_id, false, '', $3, $4 from (
  select distinct on (draft_id, mark_id) draft_id, mark_id, placed
  from billing.draft_marks where tenant_id = $1 and draft_id = any($2::uuid[])
  order by draft_id, mark_id, seq desc
) latest where placed
