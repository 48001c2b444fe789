-- The versions up to one, with when each was made.
select version, change_time from escalation.level_change_versions
where tenant_id = $1 and subject = $2 and subject_id = $3 and version <= $4
order by version
