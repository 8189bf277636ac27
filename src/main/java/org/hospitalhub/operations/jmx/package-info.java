/** Management beans for Hawtio. */
@NullMarked
package org.hospitalhub.operations.jmx;

import org.jspecify.annotations.NullMarked;
