/** Meters for Prometheus. */
@NullMarked
package org.hospitalhub.operations.metrics;

import org.jspecify.annotations.NullMarked;
