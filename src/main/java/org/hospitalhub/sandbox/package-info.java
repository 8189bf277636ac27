/** Simulators of the three national services, with named misbehaviours (mischief). Shares no class with the hub. */
@NullMarked
package org.hospitalhub.sandbox;

import org.jspecify.annotations.NullMarked;
