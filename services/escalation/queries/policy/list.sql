select policy from escalation.policies where tenant_id = $1 and id < $2 order by id desc limit $3
