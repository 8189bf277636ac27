/** The HTTP API under {@code /api}. */
@NullMarked
package org.hospitalhub.operations.api;

import org.jspecify.annotations.NullMarked;
