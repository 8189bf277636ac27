/** Authentication at services: the headers of a call, and tokens that are fetched, stored and renewed. */
@NullMarked
package org.hospitalhub.calls.tokens;

import org.jspecify.annotations.NullMarked;
