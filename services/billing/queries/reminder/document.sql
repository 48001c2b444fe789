select number, content, sha256 from billing.reminders where tenant_id = $1 and id = $2
