-- Customers that became one in the contract service. What was recorded keeps the customer that it names, invoices and ledger
-- first of all; a book is kept for the one that stays, over what is its own and what was the others'.
create table billing.merged_customers (
  tenant_id uuid not null,
  customer_id uuid not null,
  -- The one that stays: a pointer of one step.
  into_id uuid not null,
  constraint merged_customers_pk primary key (tenant_id, customer_id),
  constraint merged_customers_two check (customer_id <> into_id)
);
call billing.protect('merged_customers');
grant select, insert, update on billing.merged_customers to kontor_billing;
create index merged_customers_into on billing.merged_customers (tenant_id, into_id);

-- The customers whose rows belong to the book of a customer: its own and those that were merged into it. None for one that was
-- merged: its book is empty from then on.
create function billing.of_book(house uuid, customer uuid) returns uuid[] language sql stable
return case
  when exists (select from billing.merged_customers m where m.tenant_id = house and m.customer_id = customer) then '{}'::uuid[]
  else array_append(
    array(select m.customer_id from billing.merged_customers m where m.tenant_id = house and m.into_id = customer), customer)
end;
