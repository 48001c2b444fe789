select id, digest, display_name, permissions, expire_time, end_time
from identity.tokens where tenant_id = $1 and id = $2 and kind = 'api' for update
