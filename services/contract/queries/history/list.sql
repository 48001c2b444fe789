select version, cause, actor, actor_name, at, changes as "changes: sqlx::types::Json<Changes>"
from contract.history
where record_id = $1 and version < $2
order by version desc
limit $3
