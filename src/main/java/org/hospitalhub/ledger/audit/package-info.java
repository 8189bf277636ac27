/** The chained audit in the database. */
@NullMarked
package org.hospitalhub.ledger.audit;

import org.jspecify.annotations.NullMarked;
