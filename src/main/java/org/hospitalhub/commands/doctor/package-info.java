/** Checks of settings, machine, ledger and services without a running hub. */
@NullMarked
package org.hospitalhub.commands.doctor;

import org.jspecify.annotations.NullMarked;
