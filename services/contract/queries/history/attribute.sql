-- Says who changes records in this transaction, when and how; the triggers that keep history read it.
select set_config('app.actor', $1, true) as "actor!", set_config('app.actor_name', $2, true) as "actor_name!",
  set_config('app.at', $3, true) as "at!", set_config('app.cause', $4, true) as "cause!"
