/** Runs definitions on the ledger: creates requests from orders, and outcomes from answers. Only classes named Exchange use Camel. */
@NullMarked
package org.hospitalhub.service.engine;

import org.jspecify.annotations.NullMarked;
