/** Runs definitions on the ledger: requests out of orders, outcomes out of answers. Only classes named Exchange know Camel. */
@NullMarked
package org.hospitalhub.service.engine;

import org.jspecify.annotations.NullMarked;
