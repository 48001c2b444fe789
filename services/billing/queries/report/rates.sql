select technician_id, valid_from, per_hour from billing.internal_rates where tenant_id = $1 order by technician_id, valid_from
