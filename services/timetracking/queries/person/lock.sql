-- Whoever changes the timer or the times of a person waits here for the one before (T2, T4).
select pg_advisory_xact_lock(hashtextextended($1, 0))
