/** Delivers answers to where the work came from. */
@NullMarked
package org.hospitalhub.delivery;

import org.jspecify.annotations.NullMarked;
