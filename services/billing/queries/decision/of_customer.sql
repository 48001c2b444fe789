-- Of each entry of a customer the newest decision about which contract covers it (C2).
select distinct on (d.entry_id) d.entry_id, d.contract_id as "contract_id?"
from billing.decisions d
join billing.entries e on e.tenant_id = d.tenant_id and e.id = d.entry_id
where d.tenant_id = $1 and e.customer_id = any(billing.of_book($1, $2)) and d.choice <> 'overage'
order by d.entry_id, d.number desc
