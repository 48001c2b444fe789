-- A link that ends; the logs of both keep that it was.
delete from ticket.links where tenant_id = $1 and ticket_id = $2 and relation = $3 and other_id = $4
