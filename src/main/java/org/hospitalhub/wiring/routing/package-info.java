/** Camel routes: checks, reload, throttles. */
@NullMarked
package org.hospitalhub.wiring.routing;

import org.jspecify.annotations.NullMarked;
