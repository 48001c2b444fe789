-- What is owed and overdue on a day, with what was reminded of and paid, and why nobody may be reminded of it. What holds for
-- a customer holds for those that became one with it.
select i.id, i.number, i.customer_id, n.customer_id as "belongs_to!", i.issue_date, i.gross, i.currency, i.terms,
  i.gross - o.settled - o.credited as "open!",
  d.due as "due!",
  coalesce(r.reached, 0) as "reached!", r.first_on as "first_on?", r.last_on as "last_on?",
  p.paid as "paid!: serde_json::Value",
  t.kind as "stop_kind?", t.reason as "stop_reason?",
  -- A debit that did not come in within ten days came back, also where no statement told so.
  exists (select from billing.debit_items b where b.tenant_id = i.tenant_id and b.invoice_id = i.id
    and b.collect_on + 10 >= $2
    and not exists (select from billing.debit_returns r where r.tenant_id = b.tenant_id and r.invoice_id = b.invoice_id)) as "debited!"
from billing.invoices i
left join billing.merged_customers m on m.tenant_id = i.tenant_id and m.customer_id = i.customer_id
cross join lateral (select coalesce(m.into_id, i.customer_id) as customer_id) n
cross join lateral (select coalesce((i.terms ->> 'due_date')::date, i.issue_date) as due) d
cross join lateral (
  select
    coalesce((select sum(s.paid + s.skonto) from billing.payment_shares s
      where s.tenant_id = i.tenant_id and s.invoice_id = i.id
        and not exists (select from billing.debit_returns b
          where b.tenant_id = s.tenant_id and b.invoice_id = s.invoice_id and b.payment_id = s.payment_id)), 0) as settled,
    coalesce((select sum(c.gross) from billing.invoices c where c.tenant_id = i.tenant_id and c.type = 3
      and c.id in (select l.credit_id from billing.credited_lines l
        where l.tenant_id = i.tenant_id and l.invoice_id = i.id)), 0) as credited
) o
left join lateral (
  select max(m.level) as reached, min(m.issue_date) as first_on, max(m.issue_date) as last_on
  from billing.reminder_items m where m.tenant_id = i.tenant_id and m.invoice_id = i.id
) r on true
cross join lateral (
  select coalesce(jsonb_agg(jsonb_build_object('day', e.day, 'amount', e.amount)), '[]') as paid from (
    select x.booked_on as day, (s.paid + s.skonto)::text as amount
    from billing.payment_shares s
    join billing.payments x on x.tenant_id = s.tenant_id and x.id = s.payment_id
    where s.tenant_id = i.tenant_id and s.invoice_id = i.id
      and not exists (select from billing.debit_returns b
        where b.tenant_id = s.tenant_id and b.invoice_id = s.invoice_id and b.payment_id = s.payment_id)
    union all
    select c.issue_date, c.gross::text from billing.invoices c
    where c.tenant_id = i.tenant_id and c.type = 3
      and c.id in (select l.credit_id from billing.credited_lines l
        where l.tenant_id = i.tenant_id and l.invoice_id = i.id)
  ) e
) p
left join lateral (
  select s.kind, s.reason from billing.reminder_stops s
  left join billing.merged_customers sm on sm.tenant_id = s.tenant_id and sm.customer_id = s.customer_id
  where s.tenant_id = i.tenant_id and coalesce(sm.into_id, s.customer_id) = n.customer_id
    and (s.invoice_id is null or s.invoice_id = i.id)
    and (s.until is null or s.until >= $2)
    and not exists (select from billing.reminder_stop_ends e where e.tenant_id = s.tenant_id and e.stop_id = s.id)
  order by s.invoice_id nulls last, s.at limit 1
) t on true
where i.tenant_id = $1 and i.type = 1 and d.due < $2
  and i.gross > o.settled + o.credited
  and not exists (select from billing.invoices c where c.tenant_id = i.tenant_id and c.cancels_id = i.id)
order by i.customer_id, d.due, i.number
