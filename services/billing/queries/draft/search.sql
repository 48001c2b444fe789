select d.id, d.customer_id, d.month, d.period_end, d.split, d.net, d.vat, d.gross, d.goodwill, d.uplift_seconds, d.lines,
  d.waiting, d.conflicts, d.pending, d.etag, b.number as "number?", b.display_name as "display_name?",
  b.account_agent as "account_agent?"
from billing.drafts d
left join billing.buyers b on b.tenant_id = d.tenant_id and b.customer_id = d.customer_id
where d.tenant_id = $1 and (d.lines > 0 or d.waiting > 0)
  and ($2::date is null or (d.month > date '0001-01-01' and d.month < $3::date and d.period_end > $2)
    or (d.first_service < $3 and d.last_service >= $2))
  and ($4::uuid is null or d.customer_id = $4)
  and ($5::text is null or b.account_agent = $5)
  and ($6::uuid is null or coalesce((select m.placed from billing.draft_marks m
    where m.tenant_id = $1 and m.draft_id = d.id and m.mark_id = $6 order by m.seq desc limit 1), false))
  and ($7::uuid is null or not coalesce((select m.placed from billing.draft_marks m
    where m.tenant_id = $1 and m.draft_id = d.id and m.mark_id = $7 order by m.seq desc limit 1), false))
  and ($8::numeric is null or d.net >= $8)
  and (not $9::boolean or d.waiting > 0)
  and (not $10::boolean or d.conflicts > 0)
  and ($11::date is null or (d.month, d.id) < ($11, $12::uuid))
order by d.month desc, d.id desc
limit $13
