-- Adds the customers in $2, or changes those that are there under the same id and counts their versions.
insert into contract.customers as t (tenant_id, id, number, display_name, street, postal_code, city, country_code,
  vat_id, leitweg_id, buyer_reference, invoice_email, payment_days, suspended, account_agent, account_deputy,
  language_code, note, electronic_scheme, electronic_id, invoice_profile, iban, version, create_time)
select $1, r.id, r.number, r.display_name, r.street, r.postal_code, r.city, r.country_code, r.vat_id, r.leitweg_id,
  r.buyer_reference, r.invoice_email, r.payment_days, r.suspended, r.account_agent, r.account_deputy, r.language_code,
  r.note, r.electronic_scheme, r.electronic_id, r.invoice_profile, r.iban, 1, $3
from jsonb_to_recordset($2) as r (id uuid, number text, display_name text, street text, postal_code text, city text,
  country_code text, vat_id text, leitweg_id text, buyer_reference text, invoice_email text, payment_days smallint,
  suspended boolean, account_agent uuid, account_deputy uuid, language_code text, note text, electronic_scheme text,
  electronic_id text, invoice_profile text, iban text)
order by r.id
on conflict on constraint customers_pk
do update set number = excluded.number, display_name = excluded.display_name, street = excluded.street, postal_code
  = excluded.postal_code, city = excluded.city, country_code = excluded.country_code, vat_id = excluded.vat_id,
  leitweg_id = excluded.leitweg_id, buyer_reference = excluded.buyer_reference, invoice_email =
  excluded.invoice_email, payment_days = excluded.payment_days, suspended = excluded.suspended, account_agent =
  excluded.account_agent, account_deputy = excluded.account_deputy, language_code = excluded.language_code, note =
  excluded.note, electronic_scheme = excluded.electronic_scheme, electronic_id = excluded.electronic_id,
  invoice_profile = excluded.invoice_profile, iban = excluded.iban, version = t.version + 1, revision = t.revision + 1
returning id, version
