-- The one that stays, where it was merged.
select id, number, customer_id, display_name, phones, emails, order_right, order_limit, merged_into, version, create_time
from contract.contacts
where id = (select coalesce(m.merged_into, m.id) from contract.contacts m where m.id = $1)
