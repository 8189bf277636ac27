/** Audit entries of what happens over HTTP and at the start, and their export. */
@NullMarked
package org.hospitalhub.operations.audit;

import org.jspecify.annotations.NullMarked;
