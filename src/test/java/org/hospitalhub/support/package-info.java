/** Builders, clocks and running parts that tests of several rooms use. */
@org.jspecify.annotations.NullMarked
package org.hospitalhub.support;
