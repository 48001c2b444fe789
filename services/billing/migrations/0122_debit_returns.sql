-- A direct debit that came back (B8): the bank took the money again, once for each collected invoice. The share that settled the
-- invoice, where one did, counts no more; its money is not free but gone.
create table billing.debit_returns (
  tenant_id uuid not null,
  invoice_id uuid not null,
  payment_id uuid,
  entry_reference text not null,
  booked_on date not null,
  amount numeric not null,
  reason_code text not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint debit_returns_pk primary key (tenant_id, invoice_id),
  constraint debit_returns_entry_once unique (tenant_id, entry_reference),
  constraint debit_returns_positive check (amount > 0),
  constraint debit_returns_item_fk foreign key (tenant_id, invoice_id) references billing.debit_items (tenant_id, invoice_id),
  constraint debit_returns_share_fk foreign key (tenant_id, payment_id, invoice_id)
    references billing.payment_shares (tenant_id, payment_id, invoice_id)
);
create index debit_returns_by_day on billing.debit_returns (tenant_id, booked_on, invoice_id);
call billing.protect('debit_returns');
call billing.append_only('debit_returns');
grant select, insert on billing.debit_returns to kontor_billing;

-- As before, less what came back: such an invoice may be settled once more, such money is spent for good.
create or replace function billing.refuse_overpaid() returns trigger language plpgsql
set search_path = pg_catalog as $$
begin
  if (select sum(s.paid + s.skonto) from billing.payment_shares s
      where s.tenant_id = new.tenant_id and s.invoice_id = new.invoice_id
        and not exists (select from billing.debit_returns r
          where r.tenant_id = s.tenant_id and r.invoice_id = s.invoice_id and r.payment_id = s.payment_id))
     > (select i.gross from billing.invoices i where i.tenant_id = new.tenant_id and i.id = new.invoice_id) then
    raise exception 'the invoice % would be settled twice', new.invoice_id
      using errcode = 'check_violation', constraint = 'payment_shares_within_invoice';
  end if;
  if (select sum(s.paid) from billing.payment_shares s
      where s.tenant_id = new.tenant_id and s.payment_id = new.payment_id
        and (not exists (select from billing.invoices c where c.tenant_id = s.tenant_id and c.cancels_id = s.invoice_id)
          or exists (select from billing.debit_returns r
            where r.tenant_id = s.tenant_id and r.invoice_id = s.invoice_id and r.payment_id = s.payment_id)))
     > (select p.amount from billing.payments p where p.tenant_id = new.tenant_id and p.id = new.payment_id) then
    raise exception 'the payment % would be spent twice', new.payment_id
      using errcode = 'check_violation', constraint = 'payment_shares_within_payment';
  end if;
  return null;
end $$;
