-- What is there under numbers of a file, as rows of it; nobody changes it meanwhile.
select c.id, c.number, c.merged_into is not null as "merged!", array[
    c.number, c.display_name, c.street, c.postal_code, c.city, c.country_code,
    c.vat_id, c.leitweg_id, c.buyer_reference, c.invoice_email, c.electronic_scheme, c.electronic_id,
    c.invoice_profile, c.iban, c.payment_days::text, c.suspended::text,
    coalesce('users/' || c.account_agent, ''), coalesce('users/' || c.account_deputy, ''),
    c.language_code, c.note
  ] as "cells!"
from contract.customers c
where c.number = any($1)
order by c.id
for no key update of c
