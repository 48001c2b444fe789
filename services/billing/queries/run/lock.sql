-- Two that go on with one run take turns.
select pg_advisory_xact_lock(hashtextextended($1::text, 4))
