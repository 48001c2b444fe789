select p.id, p.booked_on, p.amount, p.source, p.payer_name, p.payer_iban, p.remittance,
  coalesce(p.entry_reference, '') as "entry_reference!",
  coalesce((select jsonb_agg(jsonb_build_object('number', i.number, 'paid', s.paid::text, 'skonto', s.skonto::text)
      order by i.number)
    from billing.payment_shares s
    join billing.invoices i on i.tenant_id = s.tenant_id and i.id = s.invoice_id
    where s.tenant_id = p.tenant_id and s.payment_id = p.id), '[]') as "shares!: serde_json::Value"
from billing.payments p
where p.tenant_id = $1 and p.booked_on >= $2 and p.booked_on < $3
  and ($4::date is null or (p.booked_on, p.id) > ($4, $5::uuid))
order by p.booked_on, p.id limit $6
