/** Commands for authors of service definitions. */
@NullMarked
package org.hospitalhub.commands.definition;

import org.jspecify.annotations.NullMarked;
