select id, customer_id, severity, text, withdrawn, version, create_time
from contract.directives
where id = $1
for no key update
