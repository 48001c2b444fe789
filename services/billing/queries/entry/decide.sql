update billing.entries set spans = $3, bill_refused = $4 where tenant_id = $1 and id = $2
