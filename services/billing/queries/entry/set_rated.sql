update billing.entries set rated = $3, undecided = $4, event_version = event_version + 1
where tenant_id = $1 and id = $2
