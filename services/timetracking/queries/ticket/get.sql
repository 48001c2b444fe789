-- What is known of a ticket.
select id, number, subject, customer_id, contact_id, asset_id, site_id, priority, state, version, assignee_id
from timetracking.tickets
where tenant_id = $1 and id = $2
