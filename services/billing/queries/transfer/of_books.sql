select w.book as "book!", t.id, t.kind, t.debit, t.credit, t.amount, t.date, t.cause, t.pending, t.relation, t.related_id as "related_id?"
from billing.of_books($1, $2) w
cross join lateral (
  select t.* from billing.transfers t where t.tenant_id = $1 and t.customer_id = w.customer offset 0
) t
order by t.seq
