-- Tells what was held back; what another replica tells is left to it.
with held as (
  select id, user_id, notify_time from escalation.notifications
  where tenant_id = $1 and id = any($2) and not is_told
  order by user_id, notify_time, id for update skip locked
), counted as (
  insert into escalation.inboxes as i (tenant_id, user_id, last_position)
  select $1, user_id, count(*) from held where user_id is not null group by user_id order by user_id
  on conflict on constraint inboxes_pk do update set last_position = i.last_position + excluded.last_position
  returning user_id, last_position
), placed as (
  select h.id, c.last_position - count(*) over (partition by h.user_id)
    + row_number() over (partition by h.user_id order by h.notify_time, h.id) as position
  from held h left join counted c on c.user_id = h.user_id
)
update escalation.notifications n set is_told = true, position = p.position
from placed p where n.tenant_id = $1 and n.id = p.id
returning n.id, n.user_id, n.outside, n.ticket_id, n.text_de, n.text_en, n.notify_time
