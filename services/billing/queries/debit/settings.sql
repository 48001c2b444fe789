select settings from billing.debit_settings where tenant_id = $1 order by version desc limit 1
