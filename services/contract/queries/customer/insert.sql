insert into contract.customers (tenant_id, id, number, display_name, street, postal_code, city, country_code, vat_id,
  leitweg_id, buyer_reference, invoice_email, payment_days, suspended, account_agent, account_deputy, language_code,
  note, version, create_time)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1, $19)
