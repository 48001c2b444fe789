select terms from billing.payment_terms where tenant_id = $1 and customer_id = $2 order by version desc limit 1
