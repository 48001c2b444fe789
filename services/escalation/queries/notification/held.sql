-- What the quiet hours held back until now, over all houses.
select tenant_id, id, notify_time from escalation.notifications
where not is_told and notify_time <= $1 order by notify_time limit $2
