update contract.contracts set end_day = $2, end_reason = $3 where id = $1
