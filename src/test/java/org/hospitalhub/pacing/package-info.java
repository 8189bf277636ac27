/** Tests of budgets and plans, and the simulation that measures them. */
@NullMarked
package org.hospitalhub.pacing;

import org.jspecify.annotations.NullMarked;
