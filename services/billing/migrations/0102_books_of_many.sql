-- Whose records the books of these customers hold: each customer's own and those of all that were merged into it; nothing of
-- who was merged into another. In plpgsql for the same reason as billing.of_book.
create function billing.of_books(house uuid, wanted uuid[]) returns table (book uuid, customer uuid)
language plpgsql stable rows 50 as $$
begin
  return query
    select w.id, w.id from unnest(wanted) as w (id)
    where not exists (select from billing.merged_customers m where m.tenant_id = house and m.customer_id = w.id)
    union all
    select m.into_id, m.customer_id from billing.merged_customers m where m.tenant_id = house and m.into_id = any(wanted);
end $$;
grant execute on function billing.of_books to kontor_billing;
