select r.id, r.draft_id, r.line_key, r.line_text, r.action, r.reason, r.by_id, r.at, r.seen_list_net, r.currency,
  r.amount, r.percent, r.words, r.until, r.target_start, r.target_end, r.target_split, v.agreed as "agreed?",
  v.by_id as "second_by?", v.reason as "second_reason?", v.at as "second_at?"
from billing.reviews r
left join billing.review_verdicts v on v.tenant_id = r.tenant_id and v.review_id = r.id
where r.tenant_id = $1 and r.customer_id = any(billing.of_book($1, $2)) and (r.line_key = any($3::text[]) or r.draft_id = $4)
  and ($5::timestamptz is null or (r.at, r.id) < ($5, $6::uuid))
order by r.at desc, r.id desc
limit $7
