-- The asset $1 of the customer $3 becomes a pointer to $2, and so does what was merged into it before.
update contract.assets
set merged_into = $2, version = version + 1
where id = $1 or (customer_id = $3 and merged_into = $1)
