/** Certificates: whom they identify and until when they are valid. */
@NullMarked
package org.hospitalhub.tls.certificate;

import org.jspecify.annotations.NullMarked;
