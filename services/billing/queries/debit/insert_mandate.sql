insert into billing.mandates (tenant_id, id, customer_id, reference, signed_on, iban, once, mandate, by_id, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict on constraint mandates_reference_unique do nothing
