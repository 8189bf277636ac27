/** Client identities, trust anchors and their expiry. */
@NullMarked
package org.hospitalhub.tls;

import org.jspecify.annotations.NullMarked;
