-- I5: compare and set; a hold ends once. A hold of a later version than $5 goes on.
update billing.holds set ended = $3, ended_at = $4
where tenant_id = $1 and entry_id = $2 and ended is null and version <= $5
returning customer_id
