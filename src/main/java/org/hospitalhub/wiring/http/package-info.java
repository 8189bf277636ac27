/** The web server with its limits, and outgoing HTTP. */
@NullMarked
package org.hospitalhub.wiring.http;

import org.jspecify.annotations.NullMarked;
