select w.book as "book!", r.id, r.line_key, r.action, r.reason, r.by_id, r.at, r.seen_quantity, r.seen_price, r.seen_list_net,
  r.currency, r.amount, r.percent, r.words, r.until, r.target_start, r.target_end, r.target_split, v.agreed as "agreed?",
  v.by_id as "second_by?"
from billing.of_books($1, $2) w
cross join lateral (
  select r.* from billing.reviews r where r.tenant_id = $1 and r.customer_id = w.customer offset 0
) r
left join billing.review_verdicts v on v.tenant_id = r.tenant_id and v.review_id = r.id
order by r.at, r.id
