/** The national services, each with one description, whether a definition or Java runs it. */
@NullMarked
package org.hospitalhub.service;

import org.jspecify.annotations.NullMarked;
