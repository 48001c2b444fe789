-- Adds the contacts in $2, or changes those that are there under the same id and counts their versions.
insert into contract.contacts as t (tenant_id, id, number, customer_id, display_name, phones, emails, order_right,
  order_limit, create_time)
select $1, r.id, r.number, r.customer_id, r.display_name, r.phones, r.emails, r.order_right, r.order_limit, $3
from jsonb_to_recordset($2) as r (id uuid, number text, customer_id uuid, display_name text, phones text[], emails
  text[], order_right text, order_limit numeric)
order by r.id
on conflict on constraint contacts_pk
do update set number = excluded.number, display_name = excluded.display_name, phones = excluded.phones, emails =
  excluded.emails, order_right = excluded.order_right, order_limit = excluded.order_limit, version = t.version + 1
returning id, version
