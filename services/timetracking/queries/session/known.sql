-- Which sessions of a log were imported before.
select digest
from timetracking.sessions
where tenant_id = $1 and digest = any($2)
