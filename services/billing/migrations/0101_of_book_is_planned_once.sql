-- Whose records a customer's book holds, as before. An SQL function that is not part of the calling statement's plan is
-- parsed and planned by every statement that calls it; this one once for a connection.
create or replace function billing.of_book(house uuid, customer uuid) returns uuid[] language plpgsql stable as $$
begin
  if exists (select from billing.merged_customers m where m.tenant_id = house and m.customer_id = customer) then
    return '{}'::uuid[];
  end if;
  return array_append(
    array(select m.customer_id from billing.merged_customers m where m.tenant_id = house and m.into_id = customer), customer);
end $$;
