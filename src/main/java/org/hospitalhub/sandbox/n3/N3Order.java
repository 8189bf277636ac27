package org.hospitalhub.sandbox.n3;

import java.time.Instant;
import java.util.UUID;

/**
 * An accepted order.
 *
 * @param accepted when it was answered
 * @param done when the result is available; {@link Instant#MAX} for never
 */
record N3Order(UUID id, OrderRequest question, Instant accepted, Instant done) {}
