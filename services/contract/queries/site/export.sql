-- Rows of a file, in the order of its columns.
select s.id, s.number, false as "merged!", array[
    s.number, c.number, s.display_name,
    coalesce(s.street, ''), coalesce(s.postal_code, ''), coalesce(s.city, ''), coalesce(s.country_code, '')
  ] as "cells!"
from contract.sites s
join contract.customers c on c.id = s.customer_id
where s.number > $1
order by s.number
limit $2
