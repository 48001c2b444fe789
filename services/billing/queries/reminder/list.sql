select r.id, r.reminder, r.at
from billing.reminders r
where r.tenant_id = $1
  and ($2::uuid is null or r.customer_id = any((select array_append(billing.of_book($1, $2), $2))::uuid[]))
  and ($3::uuid is null or r.id in (
    select m.reminder_id from billing.reminder_items m where m.tenant_id = $1 and m.invoice_id = $3))
  and ($4::timestamptz is null or (r.at, r.id) < ($4, $5::uuid))
order by r.at desc, r.id desc limit $6
