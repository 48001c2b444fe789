-- The sums as they stand and the terms they must follow from; of a cancellation also what it mirrors.
select i.tenant_id::text as tenant, i.number, i.type as kind, i.currency, i.issue_date::text as issue_date,
  i.net, i.vat, i.gross, i.terms, o.net as mirrors_net, o.vat as mirrors_vat, o.gross as mirrors_gross
from billing.invoices i
left join billing.invoices o on o.tenant_id = i.tenant_id and o.id = i.cancels_id
order by i.tenant_id, i.number
