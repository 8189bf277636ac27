/**
 * Calls over HTTP that every service needs alike: addresses, the guarded client, how calls fail, Retry-After, texts of errors.
 */
@NullMarked
package org.hospitalhub.calls;

import org.jspecify.annotations.NullMarked;
