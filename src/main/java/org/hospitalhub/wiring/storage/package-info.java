/** The data directory, the ledger with its keys, and what is done to them regularly. */
@NullMarked
package org.hospitalhub.wiring.storage;

import org.jspecify.annotations.NullMarked;
