/** The data directory, the ledger with its keys, and regular tasks for them. */
@NullMarked
package org.hospitalhub.wiring.storage;

import org.jspecify.annotations.NullMarked;
