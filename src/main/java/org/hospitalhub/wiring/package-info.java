/** The composition root: creates the parts of the hub and connects them. */
@NullMarked
package org.hospitalhub.wiring;

import org.jspecify.annotations.NullMarked;
