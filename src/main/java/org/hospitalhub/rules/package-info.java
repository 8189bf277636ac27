/** Rules and findings: everything that is wrong with a payload, said at once. */
@NullMarked
package org.hospitalhub.rules;

import org.jspecify.annotations.NullMarked;
