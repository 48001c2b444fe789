insert into billing.reviews (tenant_id, id, customer_id, line_key, action, reason, by_id, at, seen_quantity, seen_price,
  seen_list_net, currency, draft_id, line_text, amount, percent, words, until, target_start, target_end, target_split)
select $1, r.id, $2, r.line_key, r.action, r.reason, $3, $4, r.seen_quantity, r.seen_price, r.seen_list_net, $5, $6,
  r.line_text, r.amount, r.percent, r.words, r.until, r.target_start, r.target_end, r.target_split
from unnest($7::uuid[], $8::text[], $9::text[], $10::text[], $11::numeric[], $12::numeric[], $13::numeric[], $14::text[],
  $15::numeric[], $16::numeric[], $17::text[], $18::date[], $19::date[], $20::date[], $21::text[])
  as r (id, line_key, action, reason, seen_quantity, seen_price, seen_list_net, line_text, amount, percent, words, until,
    target_start, target_end, target_split)
