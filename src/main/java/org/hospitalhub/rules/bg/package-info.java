/** Check digits and shapes of Bulgarian identifiers (NHIF contract B6). Plain Java. */
@NullMarked
package org.hospitalhub.rules.bg;

import org.jspecify.annotations.NullMarked;
