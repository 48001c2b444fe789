-- Each invoice has its three documents: PDF, UBL, CII (B7); a usage statement PDF and CSV (B5a).
select i.tenant_id::text, i.number, e.formats, n.formats::text
from billing.invoices i
cross join lateral (select array(select format from billing.invoice_documents d
  where d.tenant_id = i.tenant_id and d.invoice_id = i.id order by format) as formats) n
cross join lateral (select case when i.type = 4 then '{1,4}' else '{1,2,3}' end as formats) e
where n.formats::text <> e.formats
