update contract.contracts set version = $2, suspended = $3 where id = $1
