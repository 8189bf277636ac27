/** The only truth: orders, attempts, batches, budgets and audit, on SQLite or PostgreSQL. */
@NullMarked
package org.hospitalhub.ledger;

import org.jspecify.annotations.NullMarked;
