select exists (select from billing.entries where tenant_id = $1 and ticket_id = $2) as "worked!"
