/** Commands on the ledger and its keys. */
@NullMarked
package org.hospitalhub.commands.admin;

import org.jspecify.annotations.NullMarked;
