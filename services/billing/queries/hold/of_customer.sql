select saved, spans from billing.holds where tenant_id = $1 and customer_id = any(billing.of_book($1, $2)) and ended is null order by entry_id
