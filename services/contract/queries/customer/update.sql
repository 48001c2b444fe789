update contract.customers
set number = $2, display_name = $3, street = $4, postal_code = $5, city = $6, country_code = $7, vat_id = $8,
  leitweg_id = $9, buyer_reference = $10, invoice_email = $11, payment_days = $12, suspended = $13,
  account_agent = $14, account_deputy = $15, language_code = $16, note = $17, version = version + 1,
  revision = revision + 1
where id = $1
