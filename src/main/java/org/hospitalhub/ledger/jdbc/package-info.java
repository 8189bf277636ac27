/** The ledger's tables and their SQL; {@link org.hospitalhub.ledger.jdbc.JdbcLedger} connects them. */
@NullMarked
package org.hospitalhub.ledger.jdbc;

import org.jspecify.annotations.NullMarked;
