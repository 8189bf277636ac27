/** Commands for whoever writes the definition of a service. */
@NullMarked
package org.hospitalhub.commands.definition;

import org.jspecify.annotations.NullMarked;
