-- Lists of completed orders, too, take no longer the more others wait.
drop index orders_state;
create index orders_state on orders (state, id);
drop index orders_operation_state;
create index orders_operation_state on orders (operation, state, id);
