select r.id, r.reminder, r.at
from billing.reminders r
where r.tenant_id = $1
  and ($2::uuid is null or r.customer_id = $2)
  and ($3::uuid is null or r.id in (
    select m.reminder_id from billing.reminder_items m where m.tenant_id = $1 and m.invoice_id = $3))
  and ($4::timestamptz is null or (r.at, r.id) < ($4, $5::uuid))
order by r.at desc, r.id desc limit $6
