/**
 * The stub of a service: what a definition's examples make. Reads the definition by itself and shares no class with the hub, so that
 * it does not share the hub's mistakes.
 */
@NullMarked
package org.hospitalhub.sandbox.stub;

import org.jspecify.annotations.NullMarked;
