select merged_into as "merged_into!" from contract.customers where id = $1 and merged_into is not null
