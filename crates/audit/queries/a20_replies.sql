select tenant_id::text as tenant, method, key::text as key, octet_length(request_sha256) as digest, response
from {schema}.idempotency
