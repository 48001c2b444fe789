select p.id, p.source, p.entry_reference, p.booked_on, p.amount, p.payer_name, p.payer_iban, p.remittance, p.at,
  p.amount - coalesce(s.assigned, 0) as "unassigned!", s.customer_id as "customer_id?",
  coalesce(s.shares, '[]') as "shares!"
from billing.payments p
left join lateral (
  -- Told under the customer that stays where theirs was merged.
  select sum(s.paid) filter (where c.id is null or r.invoice_id is not null) as assigned,
    (array_agg(coalesce(m.into_id, i.customer_id)))[1] as customer_id,
    jsonb_agg(jsonb_build_object('invoice', i.id, 'number', i.number, 'paid', s.paid::text, 'skonto', s.skonto::text,
        'returned', r.invoice_id is not null)
      order by i.issue_date, i.number) as shares
  from billing.payment_shares s
  join billing.invoices i on i.tenant_id = s.tenant_id and i.id = s.invoice_id
  left join billing.invoices c on c.tenant_id = i.tenant_id and c.cancels_id = i.id
  left join billing.merged_customers m on m.tenant_id = i.tenant_id and m.customer_id = i.customer_id
  left join billing.debit_returns r
    on r.tenant_id = s.tenant_id and r.invoice_id = s.invoice_id and r.payment_id = s.payment_id
  where s.tenant_id = p.tenant_id and s.payment_id = p.id
) s on true
where p.tenant_id = $1 and ($2::uuid is null or p.id = $2)
  and (not $3::boolean or p.amount > coalesce(s.assigned, 0))
  and ($4::timestamptz is null or (p.at, p.id) < ($4, $5::uuid))
order by p.at desc, p.id desc
limit $6
