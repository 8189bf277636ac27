/** eHealth (Ukraine): signed contract requests. */
@NullMarked
package org.hospitalhub.ehealth;

import org.jspecify.annotations.NullMarked;
