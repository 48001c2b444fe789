-- What people are told. Those of the house get the next positions of their inboxes; whose quiet hours last gets none yet.
with given as (
  select * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[],
    $9::timestamptz[]) with ordinality
    as n (id, user_id, outside, ticket_id, cause, text_de, text_en, notify_time, place)
), counted as (
  insert into escalation.inboxes as i (tenant_id, user_id, last_position)
  select $1, user_id, count(*) from given where user_id is not null and notify_time <= $10
  group by user_id order by user_id
  on conflict on constraint inboxes_pk do update set last_position = i.last_position + excluded.last_position
  returning user_id, last_position
), placed as (
  select g.id, c.last_position - count(*) over (partition by g.user_id)
    + row_number() over (partition by g.user_id order by g.place) as position
  from given g join counted c on c.user_id = g.user_id where g.notify_time <= $10
)
insert into escalation.notifications (tenant_id, id, user_id, outside, position, ticket_id, cause, text_de, text_en,
  notify_time, is_told)
select $1, g.id, g.user_id, g.outside, p.position, g.ticket_id, g.cause, g.text_de, g.text_en, g.notify_time,
  g.notify_time <= $10
from given g left join placed p on p.id = g.id
