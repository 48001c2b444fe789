-- Rows of a file, in the order of its columns.
select k.id, k.number, k.merged_into is not null as "merged!", array[
    k.number, c.number, k.display_name, array_to_string(k.phones, '; '), array_to_string(k.emails, '; '),
    k.order_right, coalesce(k.order_limit::text, '')
  ] as "cells!"
from contract.contacts k
join contract.customers c on c.id = k.customer_id
where k.number > $1 and k.merged_into is null
order by k.number
limit $2
