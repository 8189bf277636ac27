/** The simulator of N3.Health's "Сервис обогащения СНИЛС" (N3 description), written from the specification and not from the client. */
@NullMarked
package org.hospitalhub.sandbox.n3;

import org.jspecify.annotations.NullMarked;
