-- The stored documents with what they must carry.
select i.tenant_id::text as tenant, i.number, i.gross, i.type as kind, d.format, d.content, d.sha256 = sha256(d.content) as whole
from billing.invoices i
join billing.invoice_documents d on d.tenant_id = i.tenant_id and d.invoice_id = i.id
order by i.tenant_id, i.number, d.format
