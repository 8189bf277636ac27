package org.hospitalhub.sandbox.n3;

import java.time.Instant;
import java.util.UUID;

/**
 * An accepted order.
 *
 * @param accepted when its answer was made
 * @param done when the registers will have answered; {@link Instant#MAX} for never
 */
record N3Order(UUID id, OrderRequest question, Instant accepted, Instant done) {}
