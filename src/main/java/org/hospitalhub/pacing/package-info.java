/** Budgets, poll plans and back-off: when the next request may leave and when it is worth it. Plain Java, no clock of its own. */
@NullMarked
package org.hospitalhub.pacing;

import org.jspecify.annotations.NullMarked;
