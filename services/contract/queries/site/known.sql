-- What is there under numbers of a file, as rows of it; nobody changes it meanwhile.
select s.id, s.number, false as "merged!", array[
    s.number, c.number, s.display_name,
    coalesce(s.street, ''), coalesce(s.postal_code, ''), coalesce(s.city, ''), coalesce(s.country_code, '')
  ] as "cells!"
from contract.sites s
join contract.customers c on c.id = s.customer_id
where s.number = any($1)
order by s.id
for no key update of s
