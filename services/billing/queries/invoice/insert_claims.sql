insert into billing.claims (tenant_id, invoice_id, line_key, position, list_net, net)
select $1, c.invoice_id, c.line_key, c.position, c.list_net, c.net
from unnest($2::uuid[], $3::text[], $4::int[], $5::numeric[], $6::numeric[])
  as c (invoice_id, line_key, position, list_net, net)
