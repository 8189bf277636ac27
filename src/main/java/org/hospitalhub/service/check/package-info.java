/** Checks of a service's definition before it runs. */
@NullMarked
package org.hospitalhub.service.check;

import org.jspecify.annotations.NullMarked;
