-- An open-ended list of the owner that begins before $2 ends there.
update contract.price_lists set validity = daterange(lower(validity), $2)
where owner_id = $1 and upper_inf(validity) and lower(validity) < $2
