-- Tickets that name another customer, contact or asset from now on, where one is given.
update ticket.tickets
set customer_id = coalesce($3, customer_id), contact_id = coalesce($4, contact_id), asset_id = coalesce($5, asset_id)
where tenant_id = $1 and id = any($2)
