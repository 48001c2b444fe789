insert into billing.reminder_items (tenant_id, invoice_id, level, previous, reminder_id, issue_date)
select $1, l.invoice_id, l.level, nullif(l.level - 1, 0), l.reminder_id, $2
from unnest($3::uuid[], $4::int[], $5::uuid[]) as l (invoice_id, level, reminder_id)
