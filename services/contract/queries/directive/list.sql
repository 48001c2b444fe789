select id, customer_id, severity, text, withdrawn, version, create_time
from contract.directives
where customer_id = (select coalesce(c.merged_into, c.id) from contract.customers c where c.id = $1)
  and id > $2
order by id
limit $3
