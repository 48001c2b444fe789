-- What was handed out beside invoices is what was stored: letters, files for the bank, booking files (B8, B9).
with files as (
  select tenant_id, 'reminders/' || id || ' ' || number as name, content, sha256 from billing.reminders
  union all
  select tenant_id, 'debitRuns/' || id, content, sha256 from billing.debit_runs
  union all
  select tenant_id, 'bookingRuns/' || run_id || ' ' || file_name, content, sha256 from billing.booking_files
)
select tenant_id::text, name, encode(sha256, 'hex'), encode(sha256(content), 'hex') || ' of the bytes'
from files where sha256 <> sha256(content)
-- None is without what it was made for, and no run without its files.
union all
select r.tenant_id::text, 'reminders/' || r.id || ' ' || r.number, 'a letter of invoices', 'of none'
from billing.reminders r
where not exists (select from billing.reminder_items i where i.tenant_id = r.tenant_id and i.reminder_id = r.id)
union all
select r.tenant_id::text, 'debitRuns/' || r.id, 'a file that collects invoices', 'none'
from billing.debit_runs r
where not exists (select from billing.debit_items i where i.tenant_id = r.tenant_id and i.run_id = r.id)
union all
select f.tenant_id::text, 'bookingRuns/' || f.run_id || ' ' || f.file_name, 'a file of a run', 'no such run'
from billing.booking_files f
where not exists (select from billing.booking_runs r where r.tenant_id = f.tenant_id and r.id = f.run_id)
union all
select r.tenant_id::text, 'bookingRuns/' || r.id, 'a run with its files', 'no file'
from billing.booking_runs r
where not exists (select from billing.booking_files f where f.tenant_id = r.tenant_id and f.run_id = r.id)
union all
select d.tenant_id::text, 'invoices/' || d.invoice_id || ' document ' || d.format, 'a document of an invoice', 'no such invoice'
from billing.invoice_documents d
where not exists (select from billing.invoices i where i.tenant_id = d.tenant_id and i.id = d.invoice_id)
