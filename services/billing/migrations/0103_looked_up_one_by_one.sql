-- What entries came to on standing invoices, and what stands on the invoices of customers. Both tables grow fast while a month is
-- issued, and a plan that was kept from when they were small would read all of them again for each entry: here they are
-- looked up by their indexes, whatever the statistics know.
create function billing.frozen_of(house uuid, entries uuid[]) returns table (entry_id uuid, billed bigint[], draws jsonb)
language plpgsql stable set enable_seqscan = off as $$
begin
  return query
    select e.id, f.billed, f.draws
    from unnest(entries) as e (id)
    cross join lateral (
      select f.billed, f.draws from billing.frozen_entries f
      where f.tenant_id = house and f.entry_id = e.id and f.released_by is null
      limit 1
    ) f;
end $$;
grant execute on function billing.frozen_of to kontor_billing;

create function billing.claims_of(house uuid, customer uuid)
returns table (invoice_id uuid, line_key text, "position" int, list_net numeric, net numeric)
language plpgsql stable set enable_seqscan = off as $$
begin
  return query
    select c.invoice_id, c.line_key, c.position, c.list_net, c.net
    from (select i.id from billing.invoices i where i.tenant_id = house and i.customer_id = customer offset 0) i
    cross join lateral (
      select c.* from billing.claims c
      where c.tenant_id = house and c.invoice_id = i.id and c.released_by is null
      offset 0
    ) c;
end $$;
grant execute on function billing.claims_of to kontor_billing;
