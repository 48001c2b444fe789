-- Into which ticket one was merged, if it was; it stays like that until the transaction ends: a merge that is heard meanwhile
-- waits, and then takes along what was saved.
select merged_into_id from timetracking.tickets where tenant_id = $1 and id = $2 for share
