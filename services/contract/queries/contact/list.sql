select id, number, customer_id, display_name, phones, emails, order_right, order_limit, merged_into, version, create_time
from contract.contacts
where customer_id = (select coalesce(c.merged_into, c.id) from contract.customers c where c.id = $1)
  and number > $2 and merged_into is null
order by number
limit $3
