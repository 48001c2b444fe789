-- The defaults of the house, if it has any, and its price list that holds on $1.
select f.time_zone as "time_zone?", f.rounding as "rounding?", f.calendar_id, f.sla_policy_id,
  f.auto_close_days as "auto_close_days?", f.version as "version?", l.id as "price_list_id?"
from (select $2::uuid as tenant_id) t
left join contract.house_defaults f on f.tenant_id = t.tenant_id
left join contract.price_lists l on l.tenant_id = t.tenant_id and l.owner_id = t.tenant_id and l.validity @> $1::date
