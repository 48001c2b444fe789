select customer_id, contract_id, valid_from, terms,
  lead(valid_from) over (partition by contract_id order by number) as "next_from?"
from billing.contract_versions
where tenant_id = $1 and ($2::uuid is null or customer_id = $2)
order by contract_id, number
