-- What is paid in the same statement after a debit came back is judged together with that.
set constraints billing.payment_shares_within deferred
