select contract_id, number, valid_from, terms,
  least(lead(valid_from) over (partition by contract_id order by number),
    (select e.end_day from billing.contract_ends e
     where e.tenant_id = v.tenant_id and e.contract_id = v.contract_id and e.end_day > v.valid_from)) as "next_from?"
from billing.contract_versions v
where tenant_id = $1 and customer_id = any(billing.of_book($1, $2))
order by contract_id, number
