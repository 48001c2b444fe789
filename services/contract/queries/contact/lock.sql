select id, number, customer_id, display_name, phones, emails, order_right, order_limit, merged_into, version, create_time
from contract.contacts
where id = $1
for no key update
