-- What is there under numbers of a file, as rows of it; nobody changes it meanwhile.
select a.id, a.number, a.merged_into is not null as "merged!", array[
    a.number, c.number, a.display_name, a.asset_class, coalesce(s.number, ''),
    a.serial_number, a.host_name, a.criticality, coalesce(to_char(a.warranty_until, 'YYYY-MM-DD'), ''),
    a.maintenance_contract, coalesce(to_char(a.maintenance_until, 'YYYY-MM-DD'), '')
  ] as "cells!"
from contract.assets a
join contract.customers c on c.id = a.customer_id
left join contract.sites s on s.id = a.site_id
where a.number = any($1)
order by a.id
for no key update of a
