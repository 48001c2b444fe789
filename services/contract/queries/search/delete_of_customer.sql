delete from contract.search_keys where customer_id = $1 and kind = 4
