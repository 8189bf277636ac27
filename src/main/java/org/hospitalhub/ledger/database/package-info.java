/** Connections to SQLite and PostgreSQL, their schema and transactions, and the file of an SQLite ledger. */
@NullMarked
package org.hospitalhub.ledger.database;

import org.jspecify.annotations.NullMarked;
