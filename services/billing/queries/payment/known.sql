select entry_reference as "entry_reference!" from billing.payments where tenant_id = $1 and entry_reference = any ($2)
