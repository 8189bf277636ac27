/** Start and end of the process: its lock, its name, its clock, and starts that fail. */
@NullMarked
package org.hospitalhub.wiring.startup;

import org.jspecify.annotations.NullMarked;
