-- A newer assignment of a ticket that is known.
update timetracking.tickets
set assignee_id = $4, version = $3
where tenant_id = $1 and id = $2 and version < $3
