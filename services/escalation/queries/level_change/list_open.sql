-- What is not worked off yet, over all houses, the oldest change first.
select tenant_id, subject, subject_id, id, version, change_time from escalation.level_changes
where is_open order by change_time limit $1
