select number, id, customer_id
from contract.sites
where number = any($1)
