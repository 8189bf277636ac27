/** Start and end of the process: lock, name, clock, failed starts. */
@NullMarked
package org.hospitalhub.wiring.startup;

import org.jspecify.annotations.NullMarked;
