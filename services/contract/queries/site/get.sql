select id, number, customer_id, display_name, street, postal_code, city, country_code, version, create_time
from contract.sites
where id = $1
