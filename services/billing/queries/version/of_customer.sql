select contract_id, number, valid_from, terms,
  lead(valid_from) over (partition by contract_id order by number) as "next_from?"
from billing.contract_versions
where tenant_id = $1 and customer_id = any(billing.of_book($1, $2))
order by contract_id, number
