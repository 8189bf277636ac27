/** Creates the defined services and the engine. */
@NullMarked
package org.hospitalhub.wiring.services;

import org.jspecify.annotations.NullMarked;
