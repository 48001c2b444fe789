insert into billing.credited_lines (tenant_id, credit_id, invoice_id, position, net, given_back)
select $1, $2, $3, l.position, l.net, l.given_back
from unnest($4::int[], $5::numeric[], $6::boolean[]) as l (position, net, given_back)
