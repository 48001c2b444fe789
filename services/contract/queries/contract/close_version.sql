update contract.contract_versions set validity = daterange(lower(validity), $2) where id = $1
