select id, display_name, email, roles, language, create_time, disable_time, version
from identity.users where tenant_id = $1 and id = $2
