/** The national services as one description each, whether a definition or a room of Java runs them. */
@NullMarked
package org.hospitalhub.service;

import org.jspecify.annotations.NullMarked;
