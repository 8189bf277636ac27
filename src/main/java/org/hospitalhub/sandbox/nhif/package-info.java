/** A stand-in for the REST services of NHIF (Bulgaria) behind client certificates. */
@NullMarked
package org.hospitalhub.sandbox.nhif;

import org.jspecify.annotations.NullMarked;
