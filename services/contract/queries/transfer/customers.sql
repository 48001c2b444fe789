-- Customers by their numbers; none of them is merged meanwhile.
select number, id, merged_into
from contract.customers
where number = any($1)
order by id
for share
