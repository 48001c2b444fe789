-- Who writes payments of a house takes its row first: two statements at once never settle an invoice twice.
create table billing.payment_books (
  tenant_id uuid not null,
  revision bigint not null,
  constraint payment_books_pk primary key (tenant_id)
);
call billing.protect('payment_books');
grant select, insert, update on billing.payment_books to kontor_billing;

-- What came in (B8). A bank's entry is taken once, whatever is read again.
create table billing.payments (
  tenant_id uuid not null,
  id uuid not null,
  source int not null,
  entry_reference text,
  booked_on date not null,
  amount numeric not null,
  payer_name text not null,
  payer_iban text not null,
  remittance text not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint payments_pk primary key (tenant_id, id),
  constraint payments_entry_once unique (tenant_id, entry_reference),
  constraint payments_amount_positive check (amount > 0)
);
create index payments_in_order on billing.payments (tenant_id, at desc, id desc);
create index payments_by_account on billing.payments (tenant_id, payer_iban) where payer_iban <> '';
call billing.protect('payments');
call billing.append_only('payments');
grant select, insert on billing.payments to kontor_billing;

-- What of a payment settles which invoice. A share of a cancelled invoice counts no more: the money is free again.
create table billing.payment_shares (
  tenant_id uuid not null,
  payment_id uuid not null,
  invoice_id uuid not null,
  paid numeric not null,
  skonto numeric not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint payment_shares_pk primary key (tenant_id, payment_id, invoice_id),
  constraint payment_shares_paid_positive check (paid > 0 and skonto >= 0),
  constraint payment_shares_payment_fk foreign key (tenant_id, payment_id) references billing.payments (tenant_id, id),
  constraint payment_shares_invoice_fk foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
);
create index payment_shares_by_invoice on billing.payment_shares (tenant_id, invoice_id);
call billing.protect('payment_shares');
call billing.append_only('payment_shares');
grant select, insert on billing.payment_shares to kontor_billing;

-- No invoice is settled beyond its total, no payment spent beyond its amount.
create function billing.refuse_overpaid() returns trigger language plpgsql
set search_path = pg_catalog as $$
begin
  if (select sum(s.paid + s.skonto) from billing.payment_shares s
      where s.tenant_id = new.tenant_id and s.invoice_id = new.invoice_id)
     > (select i.gross from billing.invoices i where i.tenant_id = new.tenant_id and i.id = new.invoice_id) then
    raise exception 'the invoice % would be settled twice', new.invoice_id
      using errcode = 'check_violation', constraint = 'payment_shares_within_invoice';
  end if;
  if (select sum(s.paid) from billing.payment_shares s
      where s.tenant_id = new.tenant_id and s.payment_id = new.payment_id
        and not exists (select from billing.invoices c where c.tenant_id = s.tenant_id and c.cancels_id = s.invoice_id))
     > (select p.amount from billing.payments p where p.tenant_id = new.tenant_id and p.id = new.payment_id) then
    raise exception 'the payment % would be spent twice', new.payment_id
      using errcode = 'check_violation', constraint = 'payment_shares_within_payment';
  end if;
  return null;
end $$;
create constraint trigger payment_shares_within after insert on billing.payment_shares
  deferrable initially immediate for each row execute function billing.refuse_overpaid();
