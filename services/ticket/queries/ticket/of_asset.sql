-- The tickets of a customer that are about an asset.
select id from ticket.tickets where tenant_id = $1 and customer_id = $2 and asset_id = $3
