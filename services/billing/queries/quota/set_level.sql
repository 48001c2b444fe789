update billing.quotas set granted = $3, balance = $4, event_version = event_version + $5
where tenant_id = $1 and id = $2
