-- A newer state or priority of a ticket that is known.
update timetracking.tickets
set state = coalesce($4, state), priority = coalesce($5, priority), version = $3
where tenant_id = $1 and id = $2 and version < $3
