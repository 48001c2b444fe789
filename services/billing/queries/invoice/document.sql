select d.content, i.number, i.type
from billing.invoice_documents d
join billing.invoices i on i.tenant_id = d.tenant_id and i.id = d.invoice_id
where d.tenant_id = $1 and d.invoice_id = $2 and d.format = $3
