-- What {table}.{column} names is of the same house (I19). Not held by a foreign key: {target} may be another service's.
select r.tenant_id::text, '{table} ' || r.{column}, 'of the same house',
  coalesce((select string_agg('of ' || o.tenant_id, ', ') from {target} o where o.id = r.{column}), 'nowhere')
from (select distinct tenant_id, {column} from {table} where {column} is not null) r
where not exists (select from {target} t where t.tenant_id = r.tenant_id and t.id = r.{column})
