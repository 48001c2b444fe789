-- Told under the customer that stays where theirs was merged.
select coalesce(m.into_id, v.customer_id) as "customer_id!", v.contract_id, v.valid_from, v.terms,
  least(lead(v.valid_from) over (partition by v.contract_id order by v.number),
    (select e.end_day from billing.contract_ends e
     where e.tenant_id = v.tenant_id and e.contract_id = v.contract_id and e.end_day > v.valid_from)) as "next_from?"
from billing.contract_versions v
left join billing.merged_customers m on m.tenant_id = v.tenant_id and m.customer_id = v.customer_id
where v.tenant_id = $1
  and ($2::uuid is null or v.customer_id = any((select array_append(billing.of_book($1, $2), $2))::uuid[]))
order by v.contract_id, v.number
