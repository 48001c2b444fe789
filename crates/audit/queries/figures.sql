-- How much there was to look at.
select (select count(*) from {schema}.event_log), (select count(*) from {schema}.idempotency)
