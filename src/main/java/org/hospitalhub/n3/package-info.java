/** N3.Health (Russia): SNILS, SNILS check and policy number. */
@NullMarked
package org.hospitalhub.n3;

import org.jspecify.annotations.NullMarked;
