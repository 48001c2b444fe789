-- The open tickets of those who may be calling, in their order. Of each customer only so many are looked at, those due
-- first, so that a customer with very many costs no more.
select who.place as "place!", t.id as "id!", t.number as "number!", t.subject as "subject!", t.state as "state!",
  t.priority as "priority!", t.assignee_id, t.team as "team!", t.report_time as "report_time!: jiff_sqlx::Timestamp",
  t.due_time as "due_time: jiff_sqlx::Timestamp", t.of_caller as "of_caller!", t.open_count as "open_count!"
from ticket.enter($1) as house (id)
cross join unnest($2::uuid[], $3::uuid[], $4::uuid[]) with ordinality as who (customer_id, contact_id, asset_id, place)
cross join lateral (
  select t.*, coalesce(t.contact_id = who.contact_id, false) or coalesce(t.asset_id = who.asset_id, false) as of_caller,
    nullif(t.next_due, timestamptz '9999-01-01 00:00:00+00') as due_time, count(*) over () as open_count
  from (
    select t.* from ticket.tickets t
    where t.tenant_id = house.id and t.customer_id = who.customer_id and t.is_open
    order by t.next_due, t.id
    limit $5
  ) t
  order by of_caller desc, t.next_due, t.id
  limit $6
) t
order by who.place, t.of_caller desc, t.next_due, t.id
