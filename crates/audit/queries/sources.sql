-- Whose feeds the schema's consumers read.
select distinct source from {schema}.cursor order by source
