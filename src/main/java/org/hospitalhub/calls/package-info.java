/** HTTP calls, the same for all services: addresses, the guarded client, classes of failures, Retry-After, texts of errors. */
@NullMarked
package org.hospitalhub.calls;

import org.jspecify.annotations.NullMarked;
