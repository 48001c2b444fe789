-- Nobody who was disabled has a session or a token that lives (I20).
select t.tenant_id::text, t.kind || ' tokens/' || t.id || ' of users/' || u.id, 'ended', 'lives until ' || t.expire_time
from identity.users u
join identity.tokens t on t.tenant_id = u.tenant_id and t.user_id = u.id
where u.disable_time is not null and t.end_time is null and t.expire_time > u.disable_time
