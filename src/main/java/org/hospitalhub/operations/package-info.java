/** The HTTP API, screens, health and metrics for people who watch and act. */
@NullMarked
package org.hospitalhub.operations;

import org.jspecify.annotations.NullMarked;
