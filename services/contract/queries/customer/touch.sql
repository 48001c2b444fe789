-- What the customer's coverage is judged by changes in this transaction. Also locks the customer.
update contract.customers set revision = revision + 1 where id = $1
