select w.book as "book!", v.contract_id, v.number, v.valid_from, v.terms,
  least(lead(v.valid_from) over (partition by w.book, v.contract_id order by v.number),
    (select e.end_day from billing.contract_ends e
     where e.tenant_id = v.tenant_id and e.contract_id = v.contract_id and e.end_day > v.valid_from)) as "next_from?"
from billing.of_books($1, $2) w
cross join lateral (
  select v.* from billing.contract_versions v where v.tenant_id = $1 and v.customer_id = w.customer offset 0
) v
order by v.contract_id, v.number
