/** NHIF (Bulgaria): REST calls behind a qualified certificate. */
@NullMarked
package org.hospitalhub.nhif;

import org.jspecify.annotations.NullMarked;
