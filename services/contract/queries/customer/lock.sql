select version, create_time from contract.customers where id = $1 for no key update
