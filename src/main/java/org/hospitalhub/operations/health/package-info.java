/** The state of services, ledger, broker and certificates. */
@NullMarked
package org.hospitalhub.operations.health;

import org.jspecify.annotations.NullMarked;
