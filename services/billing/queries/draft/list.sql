select id, customer_id, month, period_end, split, net from billing.drafts
where tenant_id = $1 and (lines > 0 or waiting > 0)
  and ($2::uuid is null or customer_id = $2)
  and ($3::date is null or (month, id) < ($3, $4::uuid))
order by month desc, id desc
limit $5
