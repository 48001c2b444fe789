-- Nothing writes or reads them since the history and the search terms of migrations 0011 and 0012.
drop table contract.customer_history;
drop table contract.search_keys;
