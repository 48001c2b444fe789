select s.id, s.customer_id, s.invoice_id, s.kind, s.reason, s.until, s.by_name, s.at,
  e.reason as "end_reason?", e.by_name as "end_by?", e.at as "end_at?"
from billing.reminder_stops s
left join billing.reminder_stop_ends e on e.tenant_id = s.tenant_id and e.stop_id = s.id
where s.tenant_id = $1
  and ($2::uuid is null or s.id = $2)
  and ($3::uuid is null or s.customer_id = any((select array_append(billing.of_book($1, $3), $3))::uuid[]))
  and ($4 or e.stop_id is null)
  and ($5::timestamptz is null or (s.at, s.id) < ($5, $6::uuid))
order by s.at desc, s.id desc limit $7
