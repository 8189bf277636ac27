/** The composition root: what is built from what, and nothing else. */
@NullMarked
package org.hospitalhub.wiring;

import org.jspecify.annotations.NullMarked;
