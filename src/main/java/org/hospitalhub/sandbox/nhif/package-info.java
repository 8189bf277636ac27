/** A simulator of the REST services of NHIF (Bulgaria), which require client certificates. */
@NullMarked
package org.hospitalhub.sandbox.nhif;

import org.jspecify.annotations.NullMarked;
