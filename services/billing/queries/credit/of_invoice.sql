select position, sum(net) as "net!", bool_or(given_back) as "given_back!"
from billing.credited_lines where tenant_id = $1 and invoice_id = $2 group by position
