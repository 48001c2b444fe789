select id, display_name, email, roles, language, create_time, disable_time, version
from identity.users where tenant_id = $1 and (display_name, id) > ($2, $3)
order by display_name, id limit $4
