-- What was issued is looked over; what comes after it is not yet.
insert into billing.draft_marks (tenant_id, draft_id, mark_id, placed, etag, by_id, at)
select $1, $2, mark_id, false, '', $3, $4 from (
  select distinct on (mark_id) mark_id, placed
  from billing.draft_marks where tenant_id = $1 and draft_id = $2
  order by mark_id, seq desc
) latest where placed
