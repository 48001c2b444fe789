-- Each invoice has its three documents: PDF, UBL, CII (B7).
select i.tenant_id::text, i.number, '{1,2,3}', n.formats::text
from billing.invoices i
cross join lateral (select array(select format from billing.invoice_documents d
  where d.tenant_id = i.tenant_id and d.invoice_id = i.id order by format) as formats) n
where n.formats <> '{1,2,3}'
