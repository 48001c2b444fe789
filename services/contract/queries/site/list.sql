select id, number, customer_id, display_name, street, postal_code, city, country_code, version, create_time
from contract.sites
where customer_id = (select coalesce(c.merged_into, c.id) from contract.customers c where c.id = $1)
  and number > $2
order by number
limit $3
