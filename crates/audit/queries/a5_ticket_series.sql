-- Ticket numbers of a house and year are exactly 1 to n.
with opened as (
  select tenant_id, number, split_part(number, '-', 2)::int as year,
    row_number() over (partition by tenant_id, split_part(number, '-', 2)
      order by split_part(number, '-', 3)::bigint) as place
  from ticket.tickets where number ~ '^T-\d{4}-\d{6,}$'
)
select tenant_id::text, number, 'T-' || year || '-' || lpad(place::text, greatest(6, length(place::text)), '0'), number
from opened where number <> 'T-' || year || '-' || lpad(place::text, greatest(6, length(place::text)), '0')
union all
select tenant_id::text, number, 'T-<year>-<number>', number from ticket.tickets where number !~ '^T-\d{4}-\d{6,}$'
union all
select coalesce(c.tenant_id, o.tenant_id)::text, 'T-' || coalesce(c.year, o.year),
  coalesce(o.opened, 0) || ' opened', coalesce(c.last, 0) || ' counted'
from ticket.number_counters c
full join (select tenant_id, year, count(*) as opened from opened group by 1, 2) o using (tenant_id, year)
where c.last is distinct from o.opened
