/** Everything that is wrong with a service's definition and can be seen before it runs. */
@NullMarked
package org.hospitalhub.service.check;

import org.jspecify.annotations.NullMarked;
