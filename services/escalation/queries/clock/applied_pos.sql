select pos from escalation.cursor where consumer = $1
