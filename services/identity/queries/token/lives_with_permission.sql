select exists (
  select from identity.tokens where kind = 'api' and permissions @> array[$1] and end_time is null and expire_time > $2
) as "lives!"
