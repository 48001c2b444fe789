insert into billing.invoice_documents (tenant_id, invoice_id, format, content, sha256, at)
select $1, d.invoice_id, d.format, d.content, sha256(d.content), d.at
from unnest($2::uuid[], $3::int[], $4::bytea[], $5::timestamptz[]) as d (invoice_id, format, content, at)
