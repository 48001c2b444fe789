insert into billing.issue_run_drafts (tenant_id, run_id, position, draft_id, etag)
select $1, $2, s.n, d.id, s.etag
from unnest($3::uuid[], $4::text[]) with ordinality as s (draft_id, etag, n)
join billing.drafts d on d.tenant_id = $1 and d.id = s.draft_id
