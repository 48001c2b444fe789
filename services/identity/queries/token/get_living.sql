select t.kind, t.user_id, t.display_name as token_display_name, t.permissions, t.expire_time,
  u.display_name, u.roles, u.language
from identity.tokens t join identity.users u on u.tenant_id = t.tenant_id and u.id = t.user_id
where t.tenant_id = $1 and t.id = $2
