/** The services that definitions describe, and what runs them. */
@NullMarked
package org.hospitalhub.wiring.services;

import org.jspecify.annotations.NullMarked;
