select id, number, display_name, street, postal_code, city, country_code, vat_id, leitweg_id, buyer_reference, invoice_email,
  payment_days, suspended, account_agent, account_deputy, language_code, note, electronic_scheme, electronic_id,
  invoice_profile, iban, merged_into, version, create_time
from contract.customers
where id = any($1::uuid[])
