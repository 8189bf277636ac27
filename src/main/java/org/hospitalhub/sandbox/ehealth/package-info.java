/** The stand-in for Ukraine's eHealth contract requests (eHealth description), written from the specification and not from the client. */
@NullMarked
package org.hospitalhub.sandbox.ehealth;

import org.jspecify.annotations.NullMarked;
