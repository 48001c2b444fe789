insert into billing.reminders
  (tenant_id, id, run_id, customer_id, number, level, issue_date, reminder, content, sha256, by_id, at)
select $1, l.id, $2, l.customer_id, l.number, l.level, $3, l.reminder, l.content, sha256(l.content), $4, $5
from unnest($6::uuid[], $7::uuid[], $8::text[], $9::int[], $10::bytea[], $11::bytea[])
  as l (id, customer_id, number, level, reminder, content)
