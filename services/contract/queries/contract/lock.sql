select id, number, customer_id, display_name, priority, fall_through, suspended, version, create_time
from contract.contracts
where id = $1
for no key update
