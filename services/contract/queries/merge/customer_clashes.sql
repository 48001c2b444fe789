-- What of the customers $1 and $2 cannot lie side by side, and which contracts would change hands.
select
  array(
    select l.display_name
    from contract.assets l
    join contract.assets w on w.customer_id = $2 and w.display_name = l.display_name and w.merged_into is null
    where l.customer_id = $1 and l.merged_into is null
    order by l.display_name
    limit 20) as "same_assets!",
  exists (
    select from contract.price_lists l
    join contract.price_lists w on w.owner_id = $2 and w.validity && l.validity
    where l.owner_id = $1) as "price_lists_overlap!",
  array(select t.id from contract.contracts t where t.customer_id = $1 order by t.id) as "contracts!"
