select id, kind, debit, credit, amount, date, cause, pending, relation, related_id
from billing.transfers
where tenant_id = $1 and customer_id = any(billing.of_book($1, $2))
order by seq
