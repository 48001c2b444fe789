-- What the customer's coverage is judged by changes in this transaction. Also locks the customer. Nothing where it was
-- merged.
update contract.customers set revision = revision + 1 where id = $1 and merged_into is null
