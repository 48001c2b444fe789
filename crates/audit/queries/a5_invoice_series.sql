-- Numbers of a series are exactly 1 to n, spelt as the series says, and no issue instant falls (B4, I7).
with issued as (
  select tenant_id, prefix, year, counter, number, at, extract(year from issue_date)::int as issue_year,
    row_number() over series as place, lag(at) over series as before
  from billing.invoices window series as (partition by tenant_id, prefix, year order by counter)
)
select tenant_id::text, number, prefix || year || '-' || lpad(place::text, greatest(6, length(place::text)), '0'), number
from issued
where number <> prefix || year || '-' || lpad(place::text, greatest(6, length(place::text)), '0') or counter <> place
union all
select tenant_id::text, number, 'a year ' || year, 'issued in ' || issue_year from issued where issue_year <> year
union all
select tenant_id::text, number, 'not before ' || before, at::text from issued where at < before
union all
select coalesce(s.tenant_id, i.tenant_id)::text, coalesce(s.prefix, i.prefix) || coalesce(s.year, i.year),
  coalesce(i.issued, 0) || ' issued', coalesce(s.counter, 0) || ' counted'
from billing.number_series s
full join (select tenant_id, prefix, year, count(*) as issued from billing.invoices group by 1, 2, 3) i
  using (tenant_id, prefix, year)
where s.counter is distinct from i.issued
