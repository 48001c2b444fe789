insert into contract.customer_history (tenant_id, customer_id, version, actor, actor_name, at, snapshot)
select tenant_id, id, version, $2, $3, $4, to_jsonb(c) - 'tenant_id' - 'id' - 'version' - 'revision'
from contract.customers c
where id = $1
