/** Exit codes, output and context that all commands share. */
@NullMarked
package org.hospitalhub.commands.console;

import org.jspecify.annotations.NullMarked;
