/** Encryption of what the ledger keeps of patients, and the change of its keys. */
@NullMarked
package org.hospitalhub.ledger.crypto;

import org.jspecify.annotations.NullMarked;
