select coalesce(max(number), 0) + 1 as "number!" from billing.reminder_runs where tenant_id = $1
