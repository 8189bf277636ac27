/** Private keys out of key stores, PEM files and tokens. */
@NullMarked
package org.hospitalhub.tls.keys;

import org.jspecify.annotations.NullMarked;
