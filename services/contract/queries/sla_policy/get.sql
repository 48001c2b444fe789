select policy from contract.sla_policies where id = $1
