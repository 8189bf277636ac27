/** Checks of the settings at the start. */
@NullMarked
package org.hospitalhub.wiring.settings;

import org.jspecify.annotations.NullMarked;
