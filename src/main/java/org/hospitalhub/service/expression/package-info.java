/** Bounded expressions (JSLT) and regular expressions (RE2/J) of service definitions. */
@NullMarked
package org.hospitalhub.service.expression;

import org.jspecify.annotations.NullMarked;
