/** Log-in, roles and sessions over HTTP. */
@NullMarked
package org.hospitalhub.operations.access;

import org.jspecify.annotations.NullMarked;
