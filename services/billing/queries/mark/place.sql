insert into billing.draft_marks (tenant_id, draft_id, mark_id, placed, etag, by_id, at)
select $1, $2, id, $4, $5, $6, $7 from billing.review_marks where tenant_id = $1 and id = $3
