insert into billing.review_verdicts (tenant_id, review_id, review_by, agreed, reason, by_id, at)
select $1, id, by_id, $3, $4, $5, $6 from billing.reviews where tenant_id = $1 and id = $2
