delete from contract.decisions where version_id = $1
