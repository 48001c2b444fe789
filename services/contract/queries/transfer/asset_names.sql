-- Which of these names of assets others of the same customer have that are not among $3.
select n.customer_id as "customer_id!", n.display_name as "display_name!", a.number
from unnest($1::uuid[], $2::text[]) as n (customer_id, display_name)
join contract.assets a on a.customer_id = n.customer_id and a.display_name = n.display_name
where a.merged_into is null and a.id <> all($3)
